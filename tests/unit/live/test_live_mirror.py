"""Members of groups on their way from the call plan into the live state."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.live.conftest import make, write_plan
from wco_live.mirror import Mirror

Ask = Callable[..., list[tuple[object, ...]]]
MEMBERS = "SELECT tenant, user FROM queue_member ORDER BY tenant, position"


@pytest.fixture
def mirror(plan: Path, live: Path) -> Iterator[Mirror]:
    with closing(Mirror(plan, live)) as opened:
        yield opened


def test_the_members_follow_the_plan(plan: Path, mirror: Mirror, ask: Ask) -> None:
    write_plan(plan, {"acme": ["anna", "piotr"], "bolt": ["ewa"]})
    assert mirror.run() == 2
    assert ask(MEMBERS) == [("acme", "anna"), ("acme", "piotr"), ("bolt", "ewa")]
    write_plan(plan, {"acme": ["piotr"], "core": ["jan"]})
    assert mirror.run() == 3
    assert ask(MEMBERS) == [("acme", "piotr"), ("core", "jan")]
    assert ask("SELECT tenant, digest FROM mirrored") == [("acme", "1piotr"), ("core", "1jan")]


def test_what_has_not_changed_is_not_copied(plan: Path, mirror: Mirror, ask: Ask) -> None:
    write_plan(plan, {"acme": ["anna"], "bolt": ["ewa"]})
    mirror.run()
    ask("UPDATE queue_member SET user = 'as_it_was'")
    assert mirror.run() == 0
    write_plan(plan, {"acme": ["anna"], "bolt": ["jan"]})
    assert mirror.run() == 1
    assert ask(MEMBERS) == [("acme", "as_it_was"), ("bolt", "jan")]


def test_the_rows_are_those_of_the_plans_view(plan: Path, mirror: Mirror, ask: Ask) -> None:
    write_plan(plan, {"acme": ["anna", "piotr"]})
    mirror.run()
    columns = [str(name) for (name,) in ask("SELECT name FROM pragma_table_info('queue_member')")]
    with closing(sqlite3.connect(plan)) as database:
        wanted = database.execute(f"SELECT {', '.join(columns)} FROM queue_member").fetchall()
    assert sorted(ask("SELECT * FROM queue_member")) == sorted(wanted)
    assert wanted


def test_a_plan_that_is_another_file_is_opened_anew(plan: Path, live: Path, mirror: Mirror, ask: Ask) -> None:
    write_plan(plan, {"acme": ["anna"]})
    mirror.run()
    plan.rename(plan.with_name("old.db"))
    with pytest.raises(sqlite3.OperationalError, match="there is no"):
        mirror.run()
    write_plan(make(plan, "callplan"), {"bolt": ["ewa"]})
    with pytest.raises(sqlite3.OperationalError, match="another file"):
        mirror.run()
    with closing(Mirror(plan, live)) as opened:
        opened.run()
    assert ask(MEMBERS) == [("bolt", "ewa")]


def test_an_empty_plan_leaves_the_members_as_they_are(
    plan: Path, live: Path, mirror: Mirror, ask: Ask
) -> None:
    write_plan(plan, {"acme": ["anna"]})
    mirror.run()
    plan.unlink()
    plan.touch()
    with (
        closing(Mirror(plan, live)) as opened,
        pytest.raises(sqlite3.OperationalError, match="no such table"),
    ):
        opened.run()
    assert ask(MEMBERS) == [("acme", "anna")]


def test_a_live_state_that_is_not_there_is_waited_for(plan: Path, tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Mirror(plan, tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
