"""Note in the live state that no call is left: run before Asterisk starts, the file is the argument.

Callers who waited when Asterisk died get their place back, and callbacks that were under way begin anew.
"""

import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path


def main(file: Path) -> None:
    """Bring a live state up to date; one that is not there yet knows of no call."""
    if not file.exists():
        return
    now = time.time_ns() // 1_000_000
    with closing(sqlite3.connect(file, timeout=20)) as database, database:
        database.execute("UPDATE waiting SET dropped = ? WHERE dropped = 0 AND until > ?", (now, now))
        database.execute("UPDATE callback SET begun = 0 WHERE begun > 0")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
