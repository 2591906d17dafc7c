"""A flood of SIP messages from one address, sent at a steady rate: `flood.py FROM TO KIND RATE SECONDS [NUMBER [PORT]]`.

A program of its own, so that it keeps its rate while others measure; it prints how many it sent and what was answered, as JSON.
Without dependencies: the scenario of role kamailio copies this file into its container.
"""

import json
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable

PORT, NODE = 5060, 5080
_TICK = 0.002
_UNKNOWN, _CALLER = 48229000000, 48600000000


def _request(
    method: str, me: str, edge: str, n: int, *, user: str = "x", caller: str = "x", more: str = "\r\n"
) -> str:
    return (
        f"{method} sip:{user}@{edge} SIP/2.0\r\nVia: SIP/2.0/UDP {me};branch=z9hG4bKflood{n}\r\n"
        f"From: <sip:{caller}@{me}>;tag=f{n}\r\nTo: <sip:{user}@{edge}>{more}"
        f"Call-ID: flood-{n}-{me}\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\nContact: <sip:f@{me}>\r\n"
        "Content-Length: 0\r\n\r\n"
    )


def _call(me: str, edge: str, n: int, number: str) -> str:
    """Write a call, each by another caller."""
    return _request("INVITE", me, edge, n, user=number, caller=f"+{_CALLER + n}")


def _in_dialog(me: str, edge: str, n: int, signature: str = "") -> str:
    """Write a BYE to the media node, which is where the edge is in the lab."""
    route = f"Route: <sip:{edge};lr=on;ftag=f{n};sig={signature}>\r\n" if signature else ""
    return _request("BYE", me, f"{edge}:{NODE}", n, more=f";tag=t{n}\r\n{route}")


def _reply(me: str, edge: str, n: int) -> str:
    return (
        f"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP {edge};branch=z9hG4bKdead.{n:032x}.0\r\nVia: SIP/2.0/UDP {me};branch=z9hG4bKf{n}\r\n"
        f"From: <sip:a@{edge}>;tag=f{n}\r\nTo: <sip:b@{edge}>;tag=t{n}\r\nCall-ID: flood-{n}\r\nCSeq: 1 INVITE\r\n"
        "Content-Length: 0\r\n\r\n"
    )


Kind = Callable[[str, str, int, str], str]
KINDS: dict[str, Kind] = {
    "unknown numbers": lambda me, edge, n, _: _call(me, edge, n, f"+{_UNKNOWN + n}"),
    "one number": _call,
    "unknown dialogs": lambda me, edge, n, _: _in_dialog(me, edge, n),
    "forged routes": lambda me, edge, n, _: _in_dialog(me, edge, n, signature=f"{n:022}"),
    "OPTIONS": lambda me, edge, n, _: _request("OPTIONS", me, edge, n),
    "REGISTER": lambda me, edge, n, _: _request("REGISTER", me, edge, n),
    "replies": lambda me, edge, n, _: _reply(me, edge, n),
    "garbage": lambda _me, edge, n, _: (
        f"INVITE sip:{n}@{edge} SIP/2.0\r\nVia SIP\x01{n}\r\n: \r\n\nX{n}\r\n\r\n"
    ),
}
"""What is sent, by its name, as a function of the sender, the edge, a number that counts up, and a number that is called."""


def flood(
    source: str, edge: tuple[str, int], kind: str, rate: int, seconds: float, number: str = ""
) -> dict[str, object]:
    """Send ``rate`` messages a second; return how many were sent, in how many seconds, and the answers by their status."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((source, 0))
        sender.connect(edge)
        sender.setblocking(False)
        me = f"{source}:{sender.getsockname()[1]}"
        first = time.time_ns() // 1_000_000 % 1_000_000 * 10_000
        messages = [KINDS[kind](me, edge[0], first + n, number).encode() for n in range(int(rate * seconds))]
        answers: Counter[str] = Counter()
        sent, began = 0, time.perf_counter()
        while sent < len(messages):
            due = min(len(messages), int((time.perf_counter() - began) * rate) + 1)
            for message in messages[sent:due]:
                _send(sender, message)
            sent = due
            _read(sender, answers)
            time.sleep(_TICK)
        took = time.perf_counter() - began
        time.sleep(0.3)
        _read(sender, answers)
    return {"sent": sent, "seconds": took, "answers": dict(answers)}


def _send(sender: socket.socket, message: bytes) -> None:
    while True:
        try:
            sender.send(message)
        except BlockingIOError:
            continue
        except ConnectionRefusedError:
            pass
        return


def _read(sender: socket.socket, answers: "Counter[str]") -> None:
    while True:
        try:
            answers[sender.recv(65535)[8:11].decode("ascii", "replace")] += 1
        except (BlockingIOError, ConnectionRefusedError):
            return


if __name__ == "__main__":
    _, source_, edge_, kind_, rate_, seconds_, *more_ = sys.argv
    number_, port_ = (*more_, "", "")[:2]
    print(
        json.dumps(flood(source_, (edge_, int(port_ or PORT)), kind_, int(rate_), float(seconds_), number_))
    )
