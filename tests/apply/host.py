"""What the lab's host holds, looked at without wcoctl."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from tests.standalone import Lab
from wcoctl.compile.roles.places import callplan_db

__all__ = ["CALLPLAN", "MARKER", "callplan_held", "held", "last_reload", "look", "put"]

MARKER = "/etc/wco/release.json"
CALLPLAN = callplan_db()
_HOLD = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
db.execute("BEGIN IMMEDIATE")
time.sleep(120)
"""

_LOOK = f"""
import json, pathlib, sqlite3, subprocess
units = ["asterisk", "kamailio", "nftables", "postgresql@17-main", "wco-call-records"]
properties = "--property=Id,ActiveEnterTimestampMonotonic,MainPID,ExecReload"
services = subprocess.run(["systemctl", "show", properties, *units], capture_output=True, text=True, check=True)
places = ["/etc", "/usr/local/lib/wco", "/var/lib/wco/prompts", "/usr/lib/os-release"]
files = [file for place in places for file in (pathlib.Path(place), *pathlib.Path(place).rglob("*"))]
db = sqlite3.connect("file:{CALLPLAN}?mode=ro", uri=True)
print(json.dumps({{
    "services": services.stdout.split("\\n\\n"),
    "files": {{str(file): file.lstat().st_mtime_ns for file in files if not file.is_dir()}},
    "manifest": dict(db.execute("SELECT tenant, digest FROM manifest")),
}}))
"""


def look(lab: Lab) -> dict[str, Any]:
    """Return when services were started or reloaded, when files were written, and the call plan's digests."""
    found: dict[str, Any] = json.loads(lab.inside.run(lab.edge, "python3", "-c", _LOOK))
    return found


def last_reload(lab: Lab) -> int:
    """Return how many seconds ago Asterisk loaded its configuration."""
    said = lab.inside.run(lab.edge, "asterisk", "-rx", "core show uptime seconds").decode()
    return int(said.split()[-1])


def put(lab: Lab, path: str, text: str) -> None:
    """Write a file on the host."""
    script = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
    lab.inside.run(lab.edge, "python3", "-c", script, path, text)


@contextmanager
def held(lab: Lab, database: str) -> Iterator[None]:
    """Keep all writers of a database on the host waiting."""
    unit = f"test-writer-{Path(database).stem}"
    lab.inside.run(lab.edge, "systemd-run", "--quiet", f"--unit={unit}", "python3", "-c", _HOLD, database)
    try:
        yield
    finally:
        lab.inside.run(lab.edge, "systemctl", "stop", unit)


def callplan_held(lab: Lab) -> AbstractContextManager[None]:
    """Keep all writers of the host's call plan waiting."""
    return held(lab, CALLPLAN)
