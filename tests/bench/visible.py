"""How soon a call sees a tenant's change, counted from the start of the transaction on the node."""

import re
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from uuid import uuid4

import yaml

from tests.bench.figure import Figure
from tests.standalone import Lab, Standalone
from wcoctl.model.load import load_site
from wcoctl.rollout.apply import ApplyOutcome

__all__ = ["Answers", "answering", "measure", "spec"]

NUMBER, ROUNDS = "+48229000001", 3
PAUSE = 0.03
"""Seconds between two calls: the edge takes 100 calls a second from one trunk."""
T1, LONGEST = 0.5, 20
"""A request is sent again after so many seconds without an answer (RFC 3261, 17.1.1.2), and a call has so many answers at most."""
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
        with standalone.holding({"visible": spec("busy")}) as lab:
            seconds = [_change(lab, cause) for cause in ("rejected", "busy") * ROUNDS]
        Lab(standalone.copy({}, instead=False)).apply()
    detail = f"transaction's start until a call sees it, largest of {len(seconds)}: {max(seconds):.2f} s"
    yield Figure("visible", median(seconds), 1, 1, "s", detail)


def _change(lab: Lab, cause: str) -> float:
    """Apply another hang-up cause while calls come in all the time."""
    with answering(lab) as answers:
        (lab.site.root / "tenants" / "visible.yml").write_text(spec(cause))
        outcome: ApplyOutcome = lab.apply()
        time.sleep(1)
    began = min(outcome.transactions.values())
    heard = answers.first(cause)
    if heard is None:
        raise SystemExit(f"no call was answered as {cause}")
    return max(0.0, heard - began)


class Answers:
    """When calls were placed, and what they were answered with."""

    def __init__(self) -> None:
        self.told: list[tuple[float, int]] = []

    def first(self, cause: str, since: float = 0.0) -> float | None:
        """Return when the first call was placed, since a time, that met this cause; None when none has."""
        return next((sent for sent, status in self.told if sent > since and status == STATUS[cause]), None)


@contextmanager
def answering(lab: Lab) -> Iterator[Answers]:
    """Place calls one after the other until the block ends. SystemExit when one was answered otherwise."""
    answers, done = Answers(), threading.Event()
    trunk = str(load_site(lab.site.root).trunks[0].addresses[0])

    def call() -> None:
        while not done.is_set():
            sent = time.time()
            answers.told.append((sent, _status(lab.edge, trunk)))
            time.sleep(PAUSE)

    caller = threading.Thread(target=call)
    caller.start()
    try:
        yield answers
    finally:
        done.set()
        caller.join()
    if found := {status for _, status in answers.told} - set(STATUS.values()):
        raise SystemExit(f"calls were answered with {sorted(found)}")


def _status(edge: str, trunk: str) -> int:
    """Place one call and return its final answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
        caller.bind((trunk, 0))
        caller.settimeout(T1)
        call = uuid4().hex
        values = {
            **{"number": NUMBER, "edge": edge, "trunk": trunk, "port": caller.getsockname()[1]},
            **{"call": call, "branch": f"z9hG4bK{call}"},
        }
        invite = INVITE.format(**values).replace("\n", "\r\n").encode()
        caller.sendto(invite, (edge, 5060))
        for _ in range(LONGEST):
            try:
                answer = caller.recv(4096).decode()
            except TimeoutError:
                caller.sendto(invite, (edge, 5060))
                continue
            status = int(answer.split()[1])
            if status >= 200:
                to = re.search(r"^To:.*$", answer, re.MULTILINE | re.IGNORECASE)
                values["to"] = to[0].strip() if to else ""
                caller.sendto(ACK.format(**values).replace("\n", "\r\n").encode(), (edge, 5060))
                return status
    return 0


def spec(cause: str) -> str:
    """Return a tenant whose calls end with this cause."""
    return yaml.safe_dump(
        {
            "tenant": "visible",
            "name": "Visible",
            "main_numbers": {"primary": {"number": NUMBER, "entry": "end"}},
            "blocks": {"end": {"type": "hangup", "cause": cause}},
        }
    )
