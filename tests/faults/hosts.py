"""The lab's host, broken and asked without wcoctl."""

import time
from collections.abc import Callable

from tests.standalone import Lab
from wcoctl.compile.roles.places import callplan_db

__all__ = ["LIVE", "PLAN", "asked", "broken", "eventually", "shell"]

PLAN = callplan_db()
LIVE = "/var/lib/wco/live/live.db"


def shell(lab: Lab, script: str) -> str:
    """Run a script on the host and return what it prints."""
    return lab.inside.run(lab.edge, "sh", "-c", script, patience=180).decode()


def asked(lab: Lab, database: str, query: str) -> list[str]:
    """Ask a database of the host by its file."""
    script = "import sqlite3, sys; print(*(row[0] for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])), sep='\\n')"
    return lab.inside.run(lab.edge, "python3", "-c", script, database, query).decode().split()


def broken(data: dict[str, object]) -> dict[str, str]:
    """Return the claims of a verification that do not hold, and why."""
    checks = data["checks"]
    assert isinstance(checks, list)
    return {check["claim"]: check["reason"] for check in checks if check["holds"] is False}


def eventually(what: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, what
        time.sleep(0.3)
