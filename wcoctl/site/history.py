"""The site's history: what was applied when, and by whom. Only ever appended to."""

import getpass
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wcoctl.site.directory import SiteDirectory

__all__ = ["record"]


def record(site: SiteDirectory, entry: Mapping[str, Any]) -> None:
    """Append one applied revision with the time and the operator's name, safe against a power cut."""
    line = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "user": getpass.getuser(), **entry}
    site.make_state()
    with site.history.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
