"""What the lab's host holds, looked at without wcoctl."""

import json
from typing import Any

from tests.standalone import Lab

__all__ = ["MARKER", "last_reload", "look", "put"]

MARKER = "/etc/wco/release.json"

_LOOK = """
import json, pathlib, sqlite3, subprocess
units = ["asterisk", "kamailio", "nftables", "postgresql@17-main", "wco-call-records"]
properties = "--property=Id,ActiveEnterTimestampMonotonic,MainPID,ExecReload"
services = subprocess.run(["systemctl", "show", properties, *units], capture_output=True, text=True, check=True)
places = ["/etc", "/usr/local/lib/wco", "/var/lib/wco/prompts", "/usr/lib/os-release"]
files = [file for place in places for file in (pathlib.Path(place), *pathlib.Path(place).rglob("*"))]
db = sqlite3.connect("file:/var/lib/wco/callplan/callplan.db?mode=ro", uri=True)
print(json.dumps({
    "services": services.stdout.split("\\n\\n"),
    "files": {str(file): file.lstat().st_mtime_ns for file in files if not file.is_dir()},
    "manifest": dict(db.execute("SELECT tenant, digest FROM manifest")),
}))
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
