"""Legitimate calls by the first trunk while somebody attacks by the second one."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.attacks.conftest import PORT
from tests.caller import Caller, Manner
from tests.standalone import Lab
from tests.tools.peers import Peer

__all__ = ["QUIET", "WELCOME", "busy_phones", "passed", "place"]

QUIET, WELCOME = "+48223003100", "+48223003002"
"""Numbers of the quiet company, which rings a phone, and of the attacked one, which answers at once."""


_STAY = 9
"""Seconds until a caller hangs up: long, as the one that attacks may keep the machine itself busy."""


@contextmanager
def busy_phones(lab: Lab) -> Iterator[Peer]:
    """Be the phones behind the first trunk: all of them are busy, so callers hear an announcement."""
    peer = Peer(lab.carrier().address, PORT, (lab.edge, PORT))
    done = threading.Event()

    def answer() -> None:
        while not done.is_set():
            message = peer.next(0.1)
            if message and message.first_line.startswith("INVITE"):
                peer.reply(message, 486, "Busy Here")

    phones = threading.Thread(target=answer)
    phones.start()
    try:
        yield peer
    finally:
        done.set()
        phones.join()
        peer.close()


async def place(lab: Lab, numbers: Sequence[str], every: float) -> list[Caller]:
    """Place a call to each number, one after the other, and stay until all are over."""
    address = lab.carrier().address

    async def one(index: int, number: str) -> Caller:
        await asyncio.sleep(index * every)
        manner = Manner(number, f"+4860070{index:04}", hang_up_after=_STAY)
        return await Caller(manner, address, f"{lab.edge}:{PORT}").place()

    return list(await asyncio.gather(*(one(index, number) for index, number in enumerate(numbers))))


def passed(calls: Sequence[Caller]) -> float:
    """Return the share of the calls that were answered and ended as they should."""
    return sum(call.status == 200 and not call.trouble for call in calls) / len(calls)
