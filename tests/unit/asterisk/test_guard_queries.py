"""The spending guard's queries: as strict as the validator about a number, and exact about how many calls may begin."""

import random
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.queries import plain
from wcoctl.compile.callplan import compile_site
from wcoctl.compile.rows import NumberRangeRow
from wcoctl.numbering.permission import refusal
from wcoctl.numbering.ranges import ranges

REPOSITORY = Path(__file__).parents[3]
NOW = 1_795_000_000_000
MINUTE, DAY = 60_000, 86_400_000
NOBODY, ANN, BOB = "", "ann", "bob"
UNDIALLABLE = ("+48300123456", "+4850150050012", "+4850150050", "+4822250001", "+482225000101", "+4812191234")
"""Numbers that begin like somebody's, and are too short or too long."""


def query(name: str, *arguments: object, now: int = NOW) -> str:
    """Return a query as Asterisk asks it."""
    text = plain(name).replace("${STRFTIME(,,%s%3q)}", str(now))
    return re.sub(r"\$\{ARG(\d)}", lambda found: str(arguments[int(found[1]) - 1]), text)


@pytest.fixture(scope="module")
def plan() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript((REPOSITORY / "schemas" / "callplan.sql").read_text(encoding="utf-8"))
    connection.executemany("INSERT INTO number_range VALUES (?, ?, ?, ?)", compile_site().of(NumberRangeRow))
    for tenant, premium in (("plain", 0), ("dear", 1)):
        row = (
            tenant,
            "",
            "pl",
            "UTC",
            0,
            30,
            0,
            0,
            6,
            200,
            2,
            60,
            2000,
            30,
            premium,
            0,
            0,
            0,
            0,
            90,
            10,
            300,
            30,
            365,
        )
        connection.execute(f"INSERT INTO tenant VALUES ({', '.join('?' * len(row))})", row)
        connection.executemany("INSERT INTO outgoing_country VALUES (?, ?)", [(tenant, "PL"), (tenant, "US")])
    users = [("in", "+881612345678", 1), ("out", "+881612345679", 0)]
    connection.executemany(
        "INSERT INTO user VALUES ('plain', ?, '', ?, '', 20, ?, 0, '', '', '', '', '', 0)", users
    )
    yield connection
    connection.close()


def barred(plan: sqlite3.Connection, tenant: str, number: str) -> str:
    ((why, *limits),) = plan.execute(query("barred", tenant, number)).fetchall()
    assert limits == [6, 200, 2, 60, 2000, 30]
    return str(why)


def landline(plan: sqlite3.Connection, number: str) -> bool:
    ((found,),) = plan.execute(query("landline", "plain", number)).fetchall()
    return bool(found)


def test_calls_and_files_are_asked_the_same_question(plan: sqlite3.Connection) -> None:
    chance = random.Random(3)
    numbers = [one.first for one in chance.sample(ranges(), 1000)]
    common = [one for one in ranges() if one.region in ("PL", "US", "DE")]
    for one in chance.sample(common, 500) + [one for one in common if one.kind == "premium"]:
        length = int(chance.choice(one.lengths.split(","))) + chance.choice((0, 0, 1, -1))
        numbers.append(f"{one.first}{chance.randrange(10**15):015}"[: length + 1])
    numbers += [
        "",
        "112",
        "19115",
        "+",
        "+4",
        "+48",
        "+48222500010",
        "+48701234567",
        "+18765550123",
        "+12125550123",
        *UNDIALLABLE,
    ]
    found = {why: 0 for why in ("allowed", "wrong_number", "premium", "country")}
    for tenant, premium in (("plain", False), ("dear", True)):
        for number in numbers:
            why = barred(plan, tenant, number)
            assert why == (refusal(number, {"PL", "US"}, premium) or "allowed"), number
            found[why] += 1
    assert min(found.values()) > 20


@pytest.mark.parametrize("number", UNDIALLABLE)
def test_a_number_of_another_length_is_nobody_s(plan: sqlite3.Connection, number: str) -> None:
    assert barred(plan, "dear", number) == "wrong_number"
    assert not landline(plan, number)


@pytest.mark.parametrize(
    "number", ["+48222500010", "+483012345", "+4930123456", "+4930123456789", "+431234567"]
)
def test_a_landline_number_of_any_length_of_its_range(plan: sqlite3.Connection, number: str) -> None:
    assert barred(plan, "dear", number) == ("allowed" if number.startswith("+48") else "country")
    assert landline(plan, number)


def test_an_active_user_s_phone_may_be_rung_wherever_it_is(plan: sqlite3.Connection) -> None:
    assert barred(plan, "plain", "+881612345678") == "own"
    assert barred(plan, "plain", "+881612345679") == "country"
    assert barred(plan, "dear", "+881612345678") == "country"


def test_a_look_up_is_one_step_in_an_index(plan: sqlite3.Connection) -> None:
    steps = plan.execute("EXPLAIN QUERY PLAN " + query("barred", "plain", "+48222500010")).fetchall()
    assert not [text for *_, text in steps if text.startswith("SCAN") and "SCAN r" not in text]


@pytest.fixture
def live() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript((REPOSITORY / "schemas" / "live.sql").read_text(encoding="utf-8"))
    yield connection
    connection.close()


def begin(live: sqlite3.Connection, user: str, now: int = NOW, *, rate: int = 2, day: int = 3) -> str:
    """Begin a call where a user may begin 2 a minute and 3 a day, the company 4 and 6; return why not."""
    arguments = ("acme", user, rate, day, 2 * rate, 2 * day)
    if live.execute(query("begun", *arguments, now=now)).rowcount == 1:
        return ""
    ((why,),) = live.execute(query("guard", *arguments, now=now)).fetchall()
    return str(why)


def test_a_user_may_begin_so_many_in_a_minute_and_so_many_in_a_day(live: sqlite3.Connection) -> None:
    moments = (0, 1, 2, MINUTE + 1, MINUTE + 2, DAY - 1, DAY + 1)
    assert [begin(live, ANN, NOW + moment) for moment in moments] == ["", "", "rate", "", "day", "day", ""]
    assert begin(live, BOB, NOW + DAY) == ""


def test_the_company_s_limits_hold_for_all_and_refused_calls_do_not_count(live: sqlite3.Connection) -> None:
    assert [begin(live, user) for user in (ANN, BOB, NOBODY, NOBODY)] == [""] * 4
    assert [begin(live, user) for user in (ANN, NOBODY) * 9] == ["company_rate"] * 18
    later = NOW + 2 * MINUTE
    assert [begin(live, user, later) for user in (NOBODY, ANN, BOB)] == ["", "", "company_day"]
    live.execute("INSERT INTO outgoing_call VALUES ('other', 'ann', ?)", (later,))
    assert begin(live, NOBODY, NOW + DAY + 1) == ""
    assert live.execute("SELECT count(*) FROM outgoing_call WHERE tenant = 'acme'").fetchone() == (3,)


def test_who_is_locked_begins_none(live: sqlite3.Connection) -> None:
    for rows in (1, 0):
        assert live.execute(query("lock", "acme", ANN)).rowcount == rows
    assert (begin(live, ANN), begin(live, BOB), begin(live, NOBODY)) == ("locked", "", "")


def test_an_alarm_tells_of_a_limit_once_in_a_while(live: sqlite3.Connection) -> None:
    told = [
        live.execute(query("limit_told", "acme", limit, MINUTE, now=NOW + moment)).rowcount
        for limit, moment in (("day", 0), ("day", 1), ("rate", 1), ("day", MINUTE), ("day", MINUTE + 1))
    ]
    assert told == [1, 0, 1, 0, 1]


def ask(live: sqlite3.Connection, request: str, group: str, caller: str) -> int:
    text = query("callback", request)
    called = {"TENANT": "acme", "BLOCK": group, "CALLER": caller, "DIALLED": "+48222500010", "JOINED": "5"}
    for name, value in called.items():
        text = text.replace(f"${{WCO_{name}}}", value)
    return live.execute(re.sub(r"\$\{[A-Z_]+}", "0", text)).rowcount


def test_who_asks_to_be_called_back_again_keeps_the_place(live: sqlite3.Connection) -> None:
    assert (ask(live, "one", "sales", "+48600100200"), ask(live, "two", "sales", "+48600100200")) == (1, 1)
    assert live.execute("SELECT callback FROM callback").fetchall() == [("one",)]


def test_callbacks_are_limited_by_caller_and_by_group(live: sqlite3.Connection) -> None:
    assert [ask(live, f"c{n}", f"g{n}", "+48600100200") for n in range(6)] == [1, 1, 1, 0, 0, 0]
    assert sum(ask(live, f"s{n}", "sales", f"+48600{n:06}") for n in range(120)) == 100
