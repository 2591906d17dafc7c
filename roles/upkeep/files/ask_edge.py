"""Ask each process of an edge's Kamailio which call plan it serves; print the different answers, one a line.

Arguments: the edge's address and port, this media node's address, and how often to ask: which process answers is chance.
"""

import re
import socket
import sys
import uuid


def question(edge: str, port: int, own: tuple[str, int]) -> str:
    """Write OPTIONS that asks for the mark of the call plan."""
    name = uuid.uuid4().hex
    lines = [
        f"OPTIONS sip:callplan@{edge}:{port} SIP/2.0",
        f"Via: SIP/2.0/UDP {own[0]}:{own[1]};branch=z9hG4bK{name}",
        f"From: <sip:verify@{own[0]}>;tag={name[:8]}",
        f"To: <sip:callplan@{edge}:{port}>",
        f"Call-ID: {name}@{own[0]}",
        "CSeq: 1 OPTIONS",
        "Max-Forwards: 70",
        f"Contact: <sip:verify@{own[0]}:{own[1]}>",
        "Content-Length: 0",
    ]
    return "\r\n".join(lines) + "\r\n\r\n"


def ask(edge: str, port: int, address: str) -> str:
    """Return the mark that one process says, or why it says none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.bind((address, 0))
        way.settimeout(2)
        way.sendto(question(edge, port, way.getsockname()).encode(), (edge, port))
        try:
            said = way.recv(65535).decode("utf-8", "replace")
        except TimeoutError:
            return "no answer"
    found = re.search(r"(?im)^X-WCO-Call-Plan: *([^\r\n]*)", said)
    return found[1] or "cannot read its call plan" if found else said.split("\r\n", 1)[0]


if __name__ == "__main__":
    edge, port, address, times = sys.argv[1:]
    print("\n".join(sorted({ask(edge, int(port), address) for _ in range(int(times))})))
