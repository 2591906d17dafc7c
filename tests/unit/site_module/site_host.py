"""A host's file of its site, and the module wco_site run on it as Ansible runs it."""

import base64
import gzip
import json
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
# Ansible lays the role's module_utils beside its own before it runs the module.
START = f"""
import runpy, ansible.module_utils
ansible.module_utils.__path__.append({str(ROOT / "roles/base/module_utils")!r})
runpy.run_path({str(ROOT / "roles/base/library/wco_site.py")!r}, run_name="__main__")
"""
ANNA, BOB = "desk of anna", "desk of bob"


class Host:
    """A host's file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "site" / "site.db"

    def run(
        self, state: str = "told", order: Any = None, check: bool = False, revision: int = 0
    ) -> dict[str, Any]:
        """Run the module."""
        arguments: dict[str, Any] = {"database": str(self.database), "state": state, "revision": revision}
        if order is not None:
            file = self.folder / "order.gz"
            file.write_bytes(gzip.compress(json.dumps(order).encode()))
            arguments["order"] = str(file)
        arguments |= {"_ansible_check_mode": check, "_ansible_remote_tmp": str(self.folder)}
        told = subprocess.run(
            [sys.executable, "-c", START],
            input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}),
            capture_output=True,
            text=True,
            check=False,
        )
        answer: dict[str, Any] = json.loads(told.stdout)
        return answer

    def claim(self, desk: str = ANNA, **other: Any) -> dict[str, Any]:
        """Take the lock for a controller."""
        order = {
            "site": "small",
            "identity": "1",
            "secrets": {"key": "d"},
            "seen": 99,
            "desk": desk,
            "who": desk.removeprefix("desk of "),
            "command": "apply small",
            "seconds": 60,
            "break_lock": False,
        }
        return self.run("claimed", order | other)

    def record(self, number: int, files: dict[str, str], *, claimed: bool = True) -> dict[str, Any]:
        """Keep a revision of Anna's whose files have their identifiers as contents."""
        if claimed:
            self.claim()
        contents = {name: base64.b64encode(zlib.compress(name.encode())).decode() for name in files.values()}
        return self.run("recorded", {
            "desk": ANNA,
            "number": number,
            "time": "2026-11-29T12:00:00+00:00",
            "who": "anna",
            "what": {"tenants": {"acme": "added"}},
            "files": files,
            "contents": contents,
        })  # fmt: skip


def refusal(answer: dict[str, Any]) -> Any:
    assert answer["failed"]
    return json.loads(answer["msg"])
