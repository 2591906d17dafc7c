"""Note that a service has ended by itself, and raise an alarm when that happens again and again.

systemd runs this as ExecStopPost= of the service, with how it ended as SERVICE_RESULT. Arguments: the service, the node's name,
and the spool of call records where there is one, which takes the alarm to PostgreSQL.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from wco_host.alarm import raise_alarm
from wco_host.sqlite_file import open_file

CRASHES = Path("/run/wco/crashes")
RECENTLY, OFTEN = 900.0, 4
"""So many ends within so many seconds are told."""
CALM = 300
"""Seconds without an end after which the next one is a first one again: systemd starts the service as quickly as ever."""
SILENCE = 3600.0
"""Seconds between two alarms about the same service."""
KEPT = 50


def note(file: Path, now: float) -> tuple[list[float], bool]:
    """Add an end to those of the service; return those of late, and whether an alarm is due.

    The file says until when the service counts as one that keeps crashing, for those who ask for the state of the host.
    """
    before, told = _known(file)
    ends = [end for end in [*before, now] if end > now - RECENTLY][-KEPT:]
    often = len(ends) >= OFTEN
    due = often and told < now - SILENCE
    told = now if due else told
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    content = {"ends": ends, "told": told, "until": ends[-OFTEN] + RECENTLY if often else 0.0}
    new.write_text(json.dumps(content), encoding="utf-8")
    new.replace(file)
    return ends, due


def _known(file: Path) -> tuple[list[float], float]:
    """Return the ends that were noted and when they were told; none if that cannot be read."""
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
        return [float(end) for end in known["ends"]], float(known["told"])
    except (OSError, ValueError, TypeError, LookupError):
        return [], 0.0


def alarm(spool: Path, node: str, unit: str, text: str) -> None:
    """Leave an alarm to the service that takes call records to PostgreSQL."""
    os.umask(0o007)
    with closing(open_file(spool)) as database:
        raise_alarm(database, "crashing", unit, text, node)


def calm_down(unit: str) -> None:
    """Have systemd forget its starts of the service after a while.

    Not now: it would also forget that this end was a failure, and leave a service with Restart=on-failure dead.
    """
    name = f"wco-calm-{unit.removesuffix('.service').replace('@', '-')}"
    subprocess.run(["systemctl", "stop", f"{name}.timer"], check=False, capture_output=True)
    timer = ["systemd-run", "--quiet", "--collect", f"--unit={name}", f"--on-active={CALM}"]
    subprocess.run([*timer, "systemctl", "reset-failed", unit], check=False)


def main(unit: str, node: str, spool: str = "") -> None:
    """Note one end."""
    result = os.environ.get("SERVICE_RESULT", "success")
    if result == "success":
        return
    now = time.time()
    ends, due = note(CRASHES / unit, now)
    calm_down(unit)
    if due:
        minutes = RECENTLY / 60
        text = f"{unit} on {node} has ended by itself {len(ends)} times within {minutes:.0f} minutes, the last time: {result}"
        print(f"<2>{text}")  # high priority in the journal
        if spool:
            alarm(Path(spool), node, unit, text)


if __name__ == "__main__":
    main(*sys.argv[1:])
