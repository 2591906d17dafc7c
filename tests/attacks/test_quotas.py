"""What callers may use up of a node: messages, and texts that are spoken for them; nobody else notices."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest

from tests.attacks.conftest import PORT
from tests.caller import Caller, Manner
from tests.standalone import Lab
from wcoctl.lab.hosts.records import Record

pytestmark = pytest.mark.lab

BOX, NAMED = "+48223003004", "+48223003005"
QUIET_BOX, QUIET_NAMED = "+48223003104", "+48223003105"
PER_CALLER, SPOKEN = 2, 3
"""The attacked company's quotas; a third one is a minute of messages a day."""
SPOKEN_TEXTS = "/var/lib/wco/speech"
ALARMS = "SELECT kind || ' ' || subject FROM alarm WHERE tenant = '{}' AND at >= to_timestamp({})"
SAID_BEFORE = """
import sqlite3, time
now = int(time.time() * 1000)
with sqlite3.connect("/var/spool/wco/voicemail/voicemail.db", timeout=20) as db:
    db.execute("INSERT INTO taken VALUES (?, 'attacked', '+48600000001', ?, ?)", (str(now), now - 55000, now))
"""
TAKEN = """
import sqlite3
db = sqlite3.connect("/var/spool/wco/voicemail/voicemail.db", timeout=20)
for row in db.execute("SELECT tenant || ' ' || caller FROM taken WHERE tenant IN ('attacked', 'quiet')"): print(*row)
"""


@pytest.fixture
def began(lab: Lab) -> Iterator[float]:
    lab.inside.run(lab.edge, "systemctl", "restart", "wco-speech")  # its minute begins anew
    lab.inside.forget(["attacked", "quiet"])
    yield time.time() - 0.5
    lab.inside.forget(["attacked", "quiet"])


def place(lab: Lab, address: str, manners: Sequence[Manner]) -> list[Caller]:
    """Place these calls at once, by the second trunk."""

    async def all_of_them() -> list[Caller]:
        calls = [Caller(manner, address, f"{lab.edge}:{PORT}").place() for manner in manners]
        return list(await asyncio.gather(*calls))

    calls = asyncio.run(all_of_them())
    assert [(call.status, call.trouble) for call in calls] == [(200, "")] * len(calls)
    return calls


def records(lab: Lab, since: float, dialled: str, count: int) -> list[Record]:
    """Return the records of the calls to a number, once so many have come."""
    deadline = time.monotonic() + 15
    while len(found := [one for one in lab.inside.records(since) if one.dialled == dialled]) < count:
        assert time.monotonic() < deadline, found
        time.sleep(0.5)
    return found


def alarms(lab: Lab, tenant: str, since: float, count: int) -> list[str]:
    """Return the alarms of a tenant, once so many have come."""
    query = ALARMS.format(tenant, since)
    psql = ("runuser", "-u", "postgres", "--", "psql", "-X", "-A", "-t", "-d", "wco", "-c", query)
    deadline = time.monotonic() + 10
    while len(found := lab.inside.run(lab.inside.data, *psql).decode().splitlines()) < count:
        assert time.monotonic() < deadline, found
        time.sleep(0.5)
    return sorted(found)


def test_messages_beyond_the_quota_are_refused_kindly(lab: Lab, trunk_address: str, began: float) -> None:
    caller = f"+48601{random.randrange(10**6):06}"
    flood = [Manner(BOX, caller, hang_up_after=9, speaks=True)] * 6
    place(lab, trunk_address, [*flood, Manner(QUIET_BOX, caller, hang_up_after=9, speaks=True)])
    taken = lab.inside.run(lab.edge, "python3", "-c", TAKEN).decode().splitlines()
    assert Counter(taken) == {f"attacked {caller}": PER_CALLER, f"quiet {caller}": 1}

    lab.inside.run(lab.edge, "python3", "-c", SAID_BEFORE)
    place(lab, trunk_address, [Manner(BOX, f"+48602{n:06}", hang_up_after=9, speaks=True) for n in range(2)])
    went_on = Counter(record.steps[0] for record in records(lab, began, BOX, 8))
    assert went_on == {"box:-": PER_CALLER, "box:full": 8 - PER_CALLER}
    assert alarms(lab, "attacked", began, 2) == ["voicemail_quota box", "voicemail_quota company"]
    assert alarms(lab, "quiet", began, 0) == []


def test_new_texts_beyond_the_quota_are_not_spoken(lab: Lab, trunk_address: str, began: float) -> None:
    first = random.randrange(10**5) * 10
    hostile = [Manner(NAMED, f"+48603{first + n:06}", hang_up_after=15) for n in range(10)]
    legitimate = Manner(QUIET_NAMED, f"+48604{first:06}", hang_up_after=15)
    before = _spoken(lab)
    place(lab, trunk_address, [*hostile[:6], legitimate])
    place(lab, trunk_address, hostile[6:])
    assert _spoken(lab) - before == SPOKEN + 1
    found = records(lab, began, NAMED, len(hostile))
    assert {record.steps[0] for record in found} == {"named:next"}
    assert all(_lasted(record) > 0.5 for record in found)  # something was said
    assert alarms(lab, "attacked", began, 1) == ["speech_quota company"]
    assert alarms(lab, "quiet", began, 0) == []


def _spoken(lab: Lab) -> int:
    return len(lab.inside.run(lab.edge, "find", SPOKEN_TEXTS, "-name", "*.wav").splitlines())


def _lasted(record: Record) -> float:
    return datetime.fromisoformat(record.columns["ended"]).timestamp() - record.started
