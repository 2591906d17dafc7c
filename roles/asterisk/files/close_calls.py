"""Complete what Asterisk left open when it died: call records, and minutes that count for a minute bundle.

Run while it does not run; the live state and the spools are the arguments.

systemd runs this when Asterisk has ended, however it did (ExecStopPost), which is when its calls ended. It runs it again
before Asterisk starts, for a host that lost its power: then a call ended when it was last heard of.
"""

import os
import sqlite3
import sys
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from wco_host import clock
from wco_host.sqlite_file import open_file

LEGS = "UPDATE leg SET ended = max(started, answered, :ended) WHERE ended = 0"
OPEN = """
SELECT call, started, path, max(started, answered, :ended,
       (SELECT coalesce(max(ended), 0) FROM leg WHERE leg.call = call.call)) AS known
FROM call WHERE ended = 0
"""
METERED = "UPDATE metered_leg SET ended = max(answered, :ended) WHERE ended = 0"
CALL = "UPDATE call SET ended = :ended, path = :path WHERE call = :call"


def close(database: sqlite3.Connection, ended: int) -> int:
    """Complete all open rows; ``ended`` is 0 where the end is not known. Return the number of calls."""
    calls = []
    database.execute(LEGS, {"ended": ended})
    for call, started, path, known in database.execute(OPEN, {"ended": ended}):
        # The last step is the block where the call was, written when it was entered.
        past, _, step = path.rpartition(" ")
        entered, _, block = step.partition(":")
        moment = max(known, started + int(entered or 0))
        steps = f"{past} {moment - started}:{block}".strip() if block else path
        calls.append({"call": call, "ended": moment, "path": steps})
    database.executemany(CALL, calls)
    return len(calls)


def forget_ended(database: sqlite3.Connection, other: Path) -> None:
    """Forget open rows of calls and phones whose end another spool was told: the disk was full in between."""
    with closing(open_file(other, "ro", timeout=20)) as told, database:
        for table in ("call", "leg"):
            ended = told.execute(f"SELECT {table} FROM {table} WHERE ended > 0")  # noqa: S608
            database.executemany(f"DELETE FROM {table} WHERE ended = 0 AND {table} = ?", ended)  # noqa: S608


def close_spool(spool: Path, others: list[Path], ended: int) -> None:
    """Close the calls of a spool."""
    with closing(open_file(spool, timeout=20)) as database:
        for other in others:
            with suppress(sqlite3.Error):
                forget_ended(database, other)
        with database:
            database.execute("BEGIN IMMEDIATE")
            number = close(database, ended)
    if number:
        print(f"{number} calls that Asterisk cut are completed in {spool}")


def close_minutes(live: Path, ended: int) -> None:
    """Close the minutes that count for a minute bundle."""
    with closing(open_file(live, timeout=20)) as database, database:
        database.execute(METERED, {"ended": ended})


def main(live: Path, spools: list[Path], ended: int) -> int:
    """Close what each file holds; one that Asterisk never had holds nothing, one that cannot be written stops no other."""
    there = [spool for spool in spools if spool.exists()]
    work = [(spool, partial(close_spool, spool, [o for o in there if o != spool], ended)) for spool in there]
    work += [(live, partial(close_minutes, live, ended))] if live.exists() else []
    failures = 0
    for file, close_file in work:
        try:
            close_file()
        except sqlite3.Error as error:
            failures += 1
            print(f"{file}: {error}", file=sys.stderr)
    return min(failures, 1)


if __name__ == "__main__":
    live_state, *call_spools = map(Path, sys.argv[1:])
    # Only after a service systemd tells how it ended.
    sys.exit(main(live_state, call_spools, clock.now() if "SERVICE_RESULT" in os.environ else 0))
