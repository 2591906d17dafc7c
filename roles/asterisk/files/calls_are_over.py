"""Note in the live state that no call is left: run before Asterisk starts, the file is the argument.

Callers who waited when Asterisk died get their place back, and callbacks that were under way begin anew.
"""

import sys
from contextlib import closing
from pathlib import Path

from wco_host import clock
from wco_host.sqlite_file import open_file


def main(file: Path) -> None:
    """Bring a live state up to date; one that is not there yet knows of no call."""
    if not file.exists():
        return
    now = clock.now()
    with closing(open_file(file, timeout=20)) as database, database:
        database.execute("UPDATE waiting SET dropped = ? WHERE dropped = 0 AND until > ?", (now, now))
        database.execute("UPDATE callback SET begun = 0 WHERE begun > 0")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
