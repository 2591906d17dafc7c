"""For how long records are kept, and when nothing is removed."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

import purge


class _Server:
    """Answers as PostgreSQL does, and keeps what it is asked to delete."""

    def __init__(self, tenants: list[str], clock_is_ahead: bool | None = False) -> None:
        self.tenants, self.clock_is_ahead = tenants, clock_is_ahead
        self.deleted: list[tuple[object, ...]] = []

    def __enter__(self) -> "_Server":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, query: str, values: tuple[object, ...] = ()) -> Any:
        if "DELETE" in query:
            self.deleted.append(values[:-1])
            return SimpleNamespace(rowcount=0)
        rows: list[tuple[object, ...]] = [(tenant,) for tenant in self.tenants]
        if query == purge.CLOCK_IS_AHEAD:
            rows = [(self.clock_is_ahead,)]
        elif "pg_is_in_recovery" in query:
            rows = [(False,)]
        return SimpleNamespace(fetchall=lambda: rows, fetchone=lambda: rows[0])


def days(kept: Mapping[str, int], *tenants: str) -> set[tuple[object, ...]]:
    server = _Server(list(tenants))
    purge.purge(cast(Any, server), kept, 365)
    return set(server.deleted)


def test_a_company_without_a_contract_may_have_had_the_longest() -> None:
    assert days({"long": 1500, "short": 30}, "gone", "short") == {("gone", 1500), ("short", 30), (1500,)}
    assert days({"short": 30}, "gone") == {("gone", 365), (365,)}
    assert days({}, "gone") == {("gone", 365), (365,)}


@pytest.mark.parametrize(("ahead", "removes"), [(True, False), (False, True), (None, True)])
def test_a_clock_that_was_set_ahead_removes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: bool | None, removes: bool
) -> None:
    with sqlite3.connect(tmp_path / "callplan.db") as plan:
        plan.executescript(
            "CREATE TABLE manifest (tenant); INSERT INTO manifest VALUES ('_site');"
            "CREATE TABLE tenant (tenant, call_records_days); INSERT INTO tenant VALUES ('acme', 400);"
        )
    server = _Server(["acme"], ahead)
    monkeypatch.setattr("purge.postgresql.connect", lambda: server)
    purge.main(tmp_path / "callplan.db", 365)
    assert bool(server.deleted) == removes
