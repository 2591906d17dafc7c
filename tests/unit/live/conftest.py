"""A call plan and a live state with the project's own schemas."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

SCHEMAS = Path(__file__).parents[3] / "schemas"
Members = dict[str, list[str]]


def write_plan(path: Path, members: Members, digest: str = "1") -> None:
    """Make this the call plan: for each tenant its one group's members."""
    with sqlite3.connect(path) as plan:
        for (table,) in plan.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            plan.execute(f'DELETE FROM "{table}"')
        for place, (tenant, users) in enumerate(members.items()):
            plan.execute("INSERT INTO manifest VALUES (?, ?)", (tenant, digest + "/".join(users)))
            plan.execute("INSERT INTO number VALUES (?, ?, 'sales', 1)", (f"+4822{place:07}", tenant))
            columns = [row[1] for row in plan.execute("PRAGMA table_info(call_group)")]
            values = {"tenant": tenant, "block": "sales", "strategy": "linear"}
            plan.execute(
                f"INSERT INTO call_group VALUES ({', '.join('?' * len(columns))})",
                [values.get(column, 0) for column in columns],
            )
            columns = [row[1] for row in plan.execute("PRAGMA table_info(user)")]
            for position, user in enumerate(users, 1):
                values = {"tenant": tenant, "user": user, "number": f"+4860{place:03}{position:04}"}
                plan.execute(
                    f"INSERT INTO user VALUES ({', '.join('?' * len(columns))})",
                    [values.get(column, 0) for column in columns],
                )
                plan.execute("INSERT INTO member VALUES (?, 'sales', ?, ?)", (tenant, position, user))
    plan.close()


def make(path: Path, schema: str) -> Path:
    """Create a database."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript((SCHEMAS / f"{schema}.sql").read_text(encoding="utf-8"))
    database.close()
    return path


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return make(tmp_path / "callplan.db", "callplan")


@pytest.fixture
def live(tmp_path: Path) -> Path:
    return make(tmp_path / "live.db", "live")


@pytest.fixture
def ask(live: Path) -> Callable[..., list[tuple[object, ...]]]:
    """Return a function that runs one statement in the live state."""

    def run(statement: str, *values: object) -> list[tuple[object, ...]]:
        with sqlite3.connect(live) as database:
            found = database.execute(statement, values).fetchall()
        database.close()
        return found

    return run
