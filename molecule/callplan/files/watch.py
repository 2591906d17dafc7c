#!/usr/bin/python3
"""Reads the call plan again and again until tenant acme has its last number of users; prints what it saw."""

import sqlite3
import sys
import time
from pathlib import Path

DATABASE = Path("/var/lib/wco/callplan/callplan.db")
LAST = 5


QUERY = """
SELECT (SELECT count(*) FROM user WHERE tenant = 'acme'), (SELECT count(*) FROM member WHERE tenant = 'acme')
"""


def main() -> int:
    """Return 0 when the last state was seen and no read failed."""
    give_up = time.monotonic() + 60
    seen: list[tuple[int, int]] = []
    db = sqlite3.connect(f"{DATABASE.as_uri()}?mode=ro", uri=True)
    while time.monotonic() < give_up and (LAST, LAST) not in seen:
        state = db.execute(QUERY).fetchone()
        if state not in seen:
            seen.append(state)
            sys.stdout.write(f"{state}\n")
    return 0 if seen and seen[-1] == (LAST, LAST) else 1


if __name__ == "__main__":
    sys.exit(main())
