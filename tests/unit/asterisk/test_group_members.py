"""Who of a group is rung next: the view that app_queue reads, and the statements that the dialplan runs."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MINUTE = 60_000


class Live:
    """A live state in memory with one group of three."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.now = time.time_ns() // 1_000_000
        db.executescript((ROOT / "schemas" / "live.sql").read_text(encoding="utf-8"))

    def group(self, strategy: str, wrap_up: int = 0) -> None:
        """Let there be a group of three members."""
        for position, user in enumerate(("anna", "bartek", "celina"), 1):
            row = ("firma", "sales", position, user, "firma/sales", f"Local/1-{position}@wco_member/n", user)
            self.db.execute(
                "INSERT INTO queue_member VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, strategy, wrap_up)
            )

    def state(
        self, user: str, rung: int = 0, ended: int = 0, answered: int = 0, blocked_for: int = 0
    ) -> None:
        """Let a member have a past."""
        until = self.now + blocked_for * MINUTE if blocked_for else 0
        row = ("firma", "sales", user, rung, ended, answered, 0, until)
        self.db.execute("INSERT INTO member_state VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def switch(self, name: str, value: str, changed: int = 1, until: int = 0) -> None:
        """Set a switch of a member."""
        row = ("firma", "member", name, value, until, changed, "anna", 0)
        self.db.execute("INSERT INTO switch VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def ranks(self) -> dict[str, int]:
        """Return the members as app_queue sees them, with their ranks."""
        return dict(
            self.db.execute("SELECT membername, penalty FROM queue_members WHERE queue_name = 'firma/sales'")
        )

    def run(self, query: str, *arguments: str, **variables: str) -> list[tuple[object, ...]]:
        """Run a query as func_odbc does."""
        return self.db.execute(self._text(query, *arguments, **variables)).fetchall()

    def looks(self, query: str, *arguments: str, **variables: str) -> list[str]:
        """Return how SQLite finds what a query asks for."""
        text = f"EXPLAIN QUERY PLAN {self._text(query, *arguments, **variables)}"
        return [row[3] for row in self.db.execute(text)]

    def _text(self, query: str, *arguments: str, **variables: str) -> str:
        """Return a query with the variables of a channel put in."""
        text = (ROOT / "roles/asterisk/files/sql" / f"{query}.sql").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^--.*\n", "", text).replace("${STRFTIME(,,%s%3q)}", str(self.now))
        known = {"WCO_TENANT": "firma", "WCO_GROUP": "sales", "WCO_BLOCK": "sales"} | variables
        known |= {f"ARG{place}": argument for place, argument in enumerate(arguments, 1)}
        return re.sub(r"\$\{(\w+)\}", lambda found: known[found[1]], text)

    def write(self, query: str, *arguments: str) -> int:
        """Run a query; return how many rows it changed."""
        before = self.db.total_changes
        self.run(query, *arguments)
        return self.db.total_changes - before

    def miss(self, user: str, after: int = 2) -> None:
        """Let a member miss a call of a group that leaves out after so many."""
        self.run("member_missed", WCO_USER=user, WCO_BLOCK_AFTER_MISSES=str(after), WCO_BLOCK_MINUTES="15")


@pytest.fixture
def live() -> Iterator[Live]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        yield Live(db)


def test_linear_goes_by_position(live: Live) -> None:
    live.group("linear")
    live.state("anna", rung=5, ended=5, answered=5)
    assert live.ranks() == {"anna": 1, "bartek": 2, "celina": 3}


def test_longest_idle_goes_by_the_last_conversation(live: Live) -> None:
    live.group("longest_idle")
    live.state("anna", ended=200)
    live.state("celina", ended=100)
    assert live.ranks() == {"bartek": 1, "celina": 2, "anna": 3}


def test_equal_members_have_equal_ranks(live: Live) -> None:
    live.group("fewest_calls")
    live.state("bartek", answered=1)
    assert live.ranks() == {"anna": 1, "celina": 1, "bartek": 2}


def test_round_robin_goes_on_after_who_was_rung_last(live: Live) -> None:
    live.group("round_robin")
    live.state("anna", rung=100)
    live.state("bartek", rung=200)
    assert live.ranks() == {"celina": 1, "anna": 2, "bartek": 3}


@pytest.mark.parametrize("strategy", ["random", "ring_all"])
def test_other_strategies_know_no_order(live: Live, strategy: str) -> None:
    live.group(strategy)
    live.state("anna", rung=100, ended=100, answered=1)
    assert set(live.ranks().values()) == {1}


def test_who_has_logged_out_is_no_member(live: Live) -> None:
    live.group("linear")
    live.switch("sales/anna", "out")
    live.switch("*/bartek", "out")
    assert list(live.ranks()) == ["celina"]


def test_the_later_switch_holds(live: Live) -> None:
    live.group("linear")
    live.switch("*/anna", "out", changed=1)
    live.switch("sales/anna", "in", changed=2)
    live.switch("sales/bartek", "in", changed=1)
    live.switch("*/bartek", "out", changed=2)
    assert list(live.ranks()) == ["anna", "celina"]


def test_a_switch_expires(live: Live) -> None:
    live.group("linear")
    live.switch("sales/anna", "out", until=live.now - 1)
    live.switch("sales/bartek", "out", until=live.now + MINUTE)
    assert list(live.ranks()) == ["anna", "celina"]


def test_too_many_misses_in_a_row_leave_a_member_out(live: Live) -> None:
    live.group("linear")
    live.state("anna")
    live.miss("anna")
    assert "anna" in live.ranks()
    live.miss("anna")
    assert list(live.ranks()) == ["bartek", "celina"]


def test_a_conversation_in_between_counts(live: Live) -> None:
    live.group("linear")
    live.state("anna")
    live.miss("anna")
    live.run("member_talked", WCO_USER="anna")
    live.miss("anna")
    assert "anna" in live.ranks()


def test_nobody_is_left_out_when_misses_do_not_count(live: Live) -> None:
    live.group("linear")
    live.state("anna")
    for _ in range(5):
        live.miss("anna", after=0)
    assert "anna" in live.ranks()


def test_the_last_member_is_never_left_out(live: Live) -> None:
    live.group("linear")
    live.state("anna", blocked_for=5)
    live.state("bartek")
    live.switch("sales/celina", "out")
    for _ in range(5):
        live.miss("bartek")
    assert list(live.ranks()) == ["bartek"]


def test_all_are_rung_when_only_those_are_there_who_were_left_out(live: Live) -> None:
    live.group("linear")
    live.state("anna", blocked_for=5)
    live.state("bartek", blocked_for=5)
    live.switch("sales/celina", "out")
    assert list(live.ranks()) == ["anna", "bartek"]


def test_the_wrap_up_is_told_so_that_a_restart_does_not_end_it(live: Live) -> None:
    live.group("longest_idle", wrap_up=60)
    live.state("anna", ended=live.now - 30_000)
    live.state("bartek", ended=live.now - 90_000)
    told = dict(live.db.execute("SELECT membername, wrapuptime FROM queue_members"))
    # app_queue: in peace while now - 0 (it knows of no call) < wrapuptime
    assert told["anna"] == (live.now - 30_000) // 1000 + 60
    assert told["bartek"] == 60


def test_ringing_names_the_member_and_is_noted(live: Live) -> None:
    live.group("round_robin")
    assert live.run("member", "1-2") == [("bartek", 1)]
    assert live.run("member", "1-9") == []
    live.run("member_rung", WCO_USER="bartek")
    assert live.ranks()["bartek"] == 3


def test_a_caller_meets_switch_last_agent_and_place(live: Live) -> None:
    live.group("linear")
    live.state("bartek")
    live.run("agent", "+48600100200", "bartek")
    live.db.execute("INSERT INTO switch VALUES ('firma', 'group', 'sales', 'off', 0, 1, 'anna', 0)")
    for call, joined in (("a", 1000), ("b", 2000), ("c", 3000)):
        caller = f"+4860010020{joined // 1000}"
        live.run("wait", str(joined), "0", WCO_CALL=call, WCO_CALLER=caller, WCO_WAIT_SECONDS="60")
    live.run("wait_over", str(live.now), WCO_CALL="b")
    met = ("off", None, None, 2000, 1)
    assert live.run("group", "+48600100202", "0", "5", "0") == [met]
    assert live.run("group", "+48600100202", "0", "5", "1")[0][4] == 0
    assert live.run("group", "+48600100200", "1", "5", "0") == [
        ("off", "bartek", "Local/1-2@wco_member/n", None, None)
    ]
    live.switch("sales/bartek", "out")
    assert live.run("group", "+48600100200", "1", "5", "0") == [("off", "bartek", None, None, None)]
    assert live.run("group", "", "1", "5", "0") == [("off", None, None, None, None)]


@pytest.mark.parametrize(
    ("query", "arguments"),
    [("group", ["+48600100200", "1", "5", "0"]), ("member", ["1-2"]), ("member_missed", [])],
)
def test_a_call_looks_at_its_own_group_only(live: Live, query: str, arguments: list[str]) -> None:
    variables = {"WCO_USER": "anna", "WCO_BLOCK_AFTER_MISSES": "2", "WCO_BLOCK_MINUTES": "15"}
    looks = live.looks(query, *arguments, **variables)
    assert [one for one in looks if re.match(r"SCAN (q|queue_member)\b", one)] == []
    assert [one for one in looks if re.match(r"SEARCH (q|queue_member)\b", one)] != []


def test_a_place_is_given_back_once(live: Live) -> None:
    live.run("wait", "1000", "0", WCO_CALL="a", WCO_CALLER="+48600100200", WCO_WAIT_SECONDS="60")
    live.run("wait_over", str(live.now), WCO_CALL="a")
    live.run("wait", "1000", "0", WCO_CALL="b", WCO_CALLER="+48600100200", WCO_WAIT_SECONDS="60")
    assert live.run("group", "+48600100200", "0", "5", "0")[0][3] is None


def test_a_request_is_carried_out_once_and_three_times_tried(live: Live) -> None:
    call = {"WCO_CALLER": "+48600100200", "WCO_DIALLED": "+48221000000", "WCO_EDGE": "edge1"}
    call |= {"WCO_EDGE_ADDRESS": "192.0.2.1:5060", "QUEUE_PRIO": "0", "WCO_JOINED": "1000"}
    live.run("callback", "one", **call)
    for _ in range(3):
        assert live.write("callback_begin", "one") == 1
        assert live.run("callback_read", "one")[0][:3] == ("firma", "sales", "+48600100200")
        assert live.write("callback_begin", "one") == 0
        live.run("callback_over", "one", "0", "1")
    assert live.write("callback_begin", "one") == 0
    live.run("callback", "two", **call)
    live.run("callback_begin", "two")
    live.run("callback_over", "two", "0", "0")
    assert live.db.execute("SELECT tries, begun FROM callback").fetchall() == [(0, 0)]
    live.run("callback_over", "two", "01", "1")
    assert live.db.execute("SELECT count(*) FROM callback").fetchone() == (0,)
