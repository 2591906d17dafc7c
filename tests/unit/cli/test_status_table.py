"""What ``status`` shows of services and disks."""

import base64
import io
import json
from typing import Any

from rich.console import Console

from wcoctl.cli.show import status_table
from wcoctl.rollout.status import _space


def disk(path: str, level: str = "ok", **changes: Any) -> dict[str, Any]:
    """Return a file system as a host's watch tells it."""
    found = {"path": path, "used_percent": 23, "inodes_percent": 4, "free_megabytes": 900, "read_only": False}
    return {**found, "level": level, "told": 12.5, **changes}


def shown(space: list[dict[str, Any]]) -> str:
    host = {
        "address": "192.0.2.1", "groups": ["media"], "software": "current",
        "services": {"asterisk.service": "active", "kamailio.service": "failed"}, "tenants": 1,
        "outdated": {}, "revision": 7, "alarms": [], "space": space,
    }  # fmt: skip
    text = io.StringIO()
    Console(file=text, width=110, force_terminal=False).print(
        status_table({"pbx1": host}, {"pbx2": "no route"})
    )
    return text.getvalue()


def test_full_and_read_only_disks_stand_out() -> None:
    text = shown(
        [disk("/"), disk("/var", "alarm", read_only=True), disk("/srv", "warning", inodes_percent=85)]
    )
    for part in ("/ 23 %", "/var 23 %, read-only", "/srv 23 %, inodes 85 %"):
        assert part in text


def test_services_that_do_not_run_have_names() -> None:
    text = shown([])
    assert "1 active" in text
    assert "kamailio" in text
    assert "failed" in text
    assert "asterisk" not in text


def test_what_a_host_told_is_read() -> None:
    content = base64.b64encode(json.dumps([disk("/")]).encode()).decode()
    (found,) = _space({"content": content})
    assert "told" not in found
    assert (found["path"], found["level"]) == ("/", "ok")
    assert _space({"failed": False, "msg": "file not found"}) == []
    for senseless in ("{", "7", "[1]", '[{"path": "/"}]'):
        assert _space({"content": base64.b64encode(senseless.encode()).decode()}) == []
