"""How soon a call sees a tenant's change, counted from the start of the transaction on the node."""

import re
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from uuid import uuid4

import yaml

from tests.bench.figure import Figure
from tests.standalone import Lab, Standalone
from wcoctl.lab.hosts.containers import NETWORK
from wcoctl.rollout.apply import Outcome

__all__ = ["measure"]

NUMBER, ROUNDS = "+48229000001", 3
PAUSE = 0.03
"""Seconds between two calls: the edge takes 100 calls a second from one trunk."""
STATUS = {"busy": 486, "rejected": 603}
INVITE = """INVITE sip:{number}@{edge}:5060 SIP/2.0
Via: SIP/2.0/UDP {trunk}:{port};branch={branch}
From: <sip:+48601000001@{trunk}>;tag={call}
To: <sip:{number}@{edge}>
Call-ID: {call}
CSeq: 1 INVITE
Contact: <sip:+48601000001@{trunk}:{port}>
Max-Forwards: 70
Content-Length: 0

"""
ACK = """ACK sip:{number}@{edge}:5060 SIP/2.0
Via: SIP/2.0/UDP {trunk}:{port};branch={branch}
From: <sip:+48601000001@{trunk}>;tag={call}
{to}
Call-ID: {call}
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

"""


def measure() -> Iterator[Figure]:
    """Yield the median of a few changes of what a call is answered with."""
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        with standalone.holding({"visible": _spec("busy")}) as lab:
            seconds = [_change(lab, lab.edge, cause) for cause in ("rejected", "busy") * ROUNDS]
        Lab(standalone.copy({}, instead=False)).apply()
    detail = f"transaction's start until a call sees it, largest of {len(seconds)}: {max(seconds):.2f} s"
    yield Figure("visible", median(seconds), 1, 1, "s", detail)


def _change(lab: Lab, edge: str, cause: str) -> float:
    """Apply another hang-up cause while calls come in all the time."""
    answers: list[tuple[float, int]] = []
    done = threading.Event()

    def call() -> None:
        while not done.is_set():
            sent = time.time()
            answers.append((sent, _status(edge)))
            time.sleep(PAUSE)

    caller = threading.Thread(target=call)
    caller.start()
    try:
        (lab.site.root / "tenants" / "visible.yml").write_text(_spec(cause))
        outcome: Outcome = lab.apply()
        time.sleep(1)
    finally:
        done.set()
        caller.join()
    began = min(outcome.transactions.values())
    if {status for _, status in answers} - set(STATUS.values()):
        raise SystemExit(f"calls were answered with {sorted({status for _, status in answers})}")
    seen = [sent for sent, status in answers if status == STATUS[cause]]
    return max(0.0, min(seen) - began)


def _status(edge: str) -> int:
    """Place one call and return its final answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
        caller.bind((str(NETWORK[1]), 0))
        caller.settimeout(5)
        call = uuid4().hex
        values = {
            **{"number": NUMBER, "edge": edge, "trunk": str(NETWORK[1]), "port": caller.getsockname()[1]},
            **{"call": call, "branch": f"z9hG4bK{call}"},
        }
        caller.sendto(INVITE.format(**values).replace("\n", "\r\n").encode(), (edge, 5060))
        while True:
            answer = caller.recv(4096).decode()
            status = int(answer.split()[1])
            if status >= 200:
                to = re.search(r"^To:.*$", answer, re.MULTILINE | re.IGNORECASE)
                values["to"] = to[0].strip() if to else ""
                caller.sendto(ACK.format(**values).replace("\n", "\r\n").encode(), (edge, 5060))
                return status


def _spec(cause: str) -> str:
    return yaml.safe_dump(
        {
            "tenant": "visible",
            "name": "Visible",
            "main_numbers": {"primary": {"number": NUMBER, "entry": "end"}},
            "blocks": {"end": {"type": "hangup", "cause": cause}},
        }
    )
