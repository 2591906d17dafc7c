"""Remove call records, survey answers and alarms that are older than their company's contract says; wco-purge.timer runs it.

The arguments are the call plan of this host, which has the contracts, and the days for companies that it does not have (any more).
Their contract may have been the longest of all, so they have that if it is longer. Without a call plan nothing is removed, nor by a
clock that is ahead. Small batches: nobody waits for a lock.
"""

import sqlite3
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from wco_host import call_plan, postgresql

BATCH = 1000
PAUSE = 0.05
"""Seconds between two batches: calls' records come first."""
LATEST = 7
"""Days after which the last records but today's count as received before a clock was set ahead."""

TENANTS = """
WITH RECURSIVE t (tenant) AS (
    (SELECT tenant FROM {table} ORDER BY tenant LIMIT 1)
    UNION ALL
    SELECT (SELECT tenant FROM {table} AS n WHERE n.tenant > t.tenant ORDER BY n.tenant LIMIT 1)
    FROM t WHERE t.tenant IS NOT NULL)
SELECT tenant FROM t WHERE tenant IS NOT NULL
"""
OLD_CALLS = """
WITH old AS MATERIALIZED (
    SELECT call FROM call WHERE tenant = %s AND started < now() - make_interval(days => %s)
    ORDER BY started LIMIT %s),
legs AS (DELETE FROM leg USING old WHERE leg.call = old.call)
DELETE FROM call USING old WHERE call.call = old.call
"""
OLD_ROWS = """
DELETE FROM {table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM {table} WHERE tenant = %s AND at < now() - make_interval(days => %s) LIMIT %s))
"""
LONE_LEGS = """
DELETE FROM leg WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM leg WHERE started < now() - make_interval(days => %s)
    AND NOT EXISTS (SELECT FROM call WHERE call.call = leg.call) LIMIT %s))
"""
"""Phones of calls whose own record never came."""
CLOCK_IS_AHEAD = """
SELECT max(received) < now() - make_interval(days => %s) FROM call WHERE received < now() - interval '1 day'
"""
"""What came in today may have been received by the wrong clock."""
QUERIES = {
    "call": OLD_CALLS,
    "alarm": OLD_ROWS.format(table="alarm"),
    "survey_answer": OLD_ROWS.format(table="survey_answer"),
}


def contracts(plan: Path) -> dict[str, int]:
    """Return for how many days the records of each company are kept."""
    with call_plan.whole_plan(plan) as database:
        return dict(database.execute("SELECT tenant, call_records_days FROM tenant").fetchall())


def repeat(database: psycopg.Connection, query: str, values: tuple[object, ...]) -> int:
    """Delete batch by batch until nothing is left to be deleted; return how many rows."""
    removed = 0
    while batch := database.execute(query, (*values, BATCH)).rowcount:
        removed += batch
        time.sleep(PAUSE)
    return removed


def purge(database: psycopg.Connection, kept: Mapping[str, int], otherwise: int) -> dict[str, int]:
    """Remove what is too old; return by table how many rows."""
    longest = max([otherwise, *kept.values()])
    removed = {}
    for table, query in QUERIES.items():
        tenants = [name for (name,) in database.execute(TENANTS.format(table=table)).fetchall()]
        removed[table] = sum(
            repeat(database, query, (tenant, kept.get(tenant, longest))) for tenant in tenants
        )
    removed["leg of no call"] = repeat(database, LONE_LEGS, (longest,))
    return removed


def main(plan: Path, otherwise: int) -> None:
    """Purge the database of this host, unless it is another's copy."""
    try:
        kept = contracts(plan)
    except (sqlite3.Error, LookupError) as error:
        sys.stdout.write(f"<4>nothing is removed: {error}\n")
        return
    with postgresql.connect() as database:
        if database.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
            return
        if database.execute(CLOCK_IS_AHEAD, (LATEST,)).fetchone() == (True,):
            sys.stdout.write(
                f"<3>nothing is removed: no call was recorded for {LATEST} days before today (is the clock ahead?)\n"
            )
            return
        removed = purge(database, kept, otherwise)
    told = ", ".join(f"{rows} {table}" for table, rows in removed.items())
    sys.stdout.write(f"<6>removed: {told}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
