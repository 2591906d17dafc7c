"""Complete what Asterisk left open when it died: call records, and minutes that count for a package.

Run while it does not run; the spool and the live state are the arguments.

systemd runs this when Asterisk has ended, however it did (ExecStopPost), which is when its calls ended. It runs it again
before Asterisk starts, for a host that lost its power: then a call ended when it was last heard of.
"""

import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

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


def main(spool: Path, live: Path, ended: int) -> None:
    """Close the calls of the spool, and their minutes; a file that Asterisk never had holds none."""
    if spool.exists():
        with closing(sqlite3.connect(spool, timeout=20)) as database, database:
            database.execute("BEGIN IMMEDIATE")
            if number := close(database, ended):
                print(f"{number} calls that Asterisk cut are completed in {spool}")
    if live.exists():
        with closing(sqlite3.connect(live, timeout=20)) as database, database:
            database.execute(METERED, {"ended": ended})


if __name__ == "__main__":
    # Only after a service systemd tells how it ended.
    main(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        time.time_ns() // 1_000_000 if "SERVICE_RESULT" in os.environ else 0,
    )
