"""Whatever a valid tenant holds, it compiles to the same rows each time, and they fit the schema."""

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from wcoctl.compile.callplan import compile_tenant
from wcoctl.model.site import Speech
from wcoctl.model.tenant import Tenant

SCHEMA = (Path(__file__).parents[3] / "schemas" / "callplan.sql").read_text()

CLOCK = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
HOURS = st.tuples(CLOCK, CLOCK).map("-".join)
DAYS = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun", "mon-fri", "fri-sun"])
DATES = st.fixed_dictionaries(
    {"first": st.dates(max_value=date(9999, 12, 30)), "open": st.lists(HOURS, max_size=3)}
)
SCHEDULES = st.fixed_dictionaries(
    {
        "hours": st.dictionaries(DAYS, st.lists(HOURS, max_size=3), max_size=5),
        "holidays": st.sampled_from(["closed", "ignored"]),
        "dates": st.lists(DATES, max_size=3),
    }
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


STATES = st.sampled_from(["open", "closed"])
KEYS = st.sampled_from("0123456789*#")


@st.composite
def tenants(draw: st.DrawFn) -> dict[str, Any]:
    users = {
        f"u{i}": {"name": draw(TEXTS), "number": f"60010030{i}", "active": draw(st.booleans())}
        for i in range(draw(st.integers(1, 8)))
    }
    some = st.lists(st.sampled_from(sorted(users)), unique=True)
    internal = draw(
        st.dictionaries(st.from_regex(r"[0-9]{2,6}", fullmatch=True), st.sampled_from(sorted(users)))
    )
    exits = dict.fromkeys(["timeout", "full", "no_members", "inactive"], "menu")
    menu_exits = {"wrong_key": "hangup", "no_input": "when", "busy": "hangup", "no_answer": "hangup"}
    return {
        "tenant": draw(st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)),
        "name": draw(TEXTS),
        "main_numbers": {"primary": {"number": "222500010", "entry": "when"}},
        "users": users,
        "internal_numbers": {digits: {"user": user} for digits, user in internal.items()},
        "schedules": {"office": draw(SCHEDULES)},
        "prompts": {"hello": {"text": draw(TEXTS)}},
        "blocks": {
            "when": {
                "type": "condition",
                "rules": [{"schedule": "office", "state": draw(STATES), "to": "group"}],
                "exits": {"otherwise": "menu"},
            },
            "menu": {
                "type": "menu",
                "prompt": "hello",
                "keys": draw(st.dictionaries(KEYS, st.just("group"), min_size=1)),
                "dial_internal": draw(st.booleans()),
                "exits": menu_exits,
            },
            "group": {"type": "group", "name": draw(TEXTS), "members": draw(some), "exits": exits},
        },
    }


@settings(max_examples=60, deadline=None)
@given(tenants())
def test_any_tenant_compiles_to_the_same_rows_twice_and_they_fit_the_schema(data: dict[str, Any]) -> None:
    first, second = (compile_tenant(Tenant.model_validate(data), {}, Speech()) for _ in range(2))
    assert first.tables() == second.tables()
    assert first.digest == second.digest
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    for table, lines in first.tables().items():
        marks = ", ".join("?" * len(lines[0]))
        order = ", ".join(str(column) for column in range(1, len(lines[0]) + 1))
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", lines)
        assert database.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall() == lines
