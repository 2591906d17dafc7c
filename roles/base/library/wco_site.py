#!/usr/bin/python
"""What a host knows of its site: read, claimed by a controller, updated with a new revision."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

# A role's own code, or the collection's. Mitogen finds the former by its absolute name only.
try:
    from ansible.module_utils.wco_site_store import RefusedError, Store
except ImportError:
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_site_store import RefusedError, Store

DOCUMENTATION = """
module: wco_site
short_description: Reports whose host this is and what was applied to it, keeps the lock between controllers, records revisions
description:
  - Nothing that it does is a change of the service, so it reports none.
options:
  database:
    description: The file on the host. It and its directory are made, for root only.
    type: path
    required: true
  state:
    description: >-
      V(told) asks. V(claimed) takes the lock for the controller of O(order) and makes the host its site's. V(recorded) keeps a
      revision and gives the lock back. V(released) gives the lock back. V(history) tells all revisions.
    choices: [told, claimed, recorded, released, history]
    default: told
    type: str
  order:
    description: JSON, what the controller wants; the file is named by its path on the controller, the action plugin sends it.
    type: path
  revision:
    description: Number of the revision whose files V(history) brings too; 0 for none.
    type: int
    default: 0
author: [WCO]
"""

EXAMPLES = """
- name: What the host knows of its site is known
  wco_site:
    database: /var/lib/wco/site/site.db
"""

RETURN = """
site:
  description: Its name, its identity and the digests of its secrets; null on a bare host.
  returned: when told
  type: dict
revision:
  description: The newest revision - number, time, who, what.
  returned: when told
  type: dict
files:
  description: "{path: [content, since]}, the files of the newest revision and the revisions that brought them."
  returned: when told
  type: dict
removed:
  description: "{path: revision}, removed files, and the revisions that removed them."
  returned: when told
  type: dict
state:
  description: What was done.
  returned: when claimed, recorded or released
  type: str
lock:
  description: The controller that has the lock, or had it and has not given it back; empty for none.
  returned: when told
  type: str
working:
  description: Who works on the host now - who, command, and since and until when; null for nobody.
  returned: when told and for the history
  type: dict
damaged:
  description: Why the file cannot be read; a claim makes a new one.
  returned: when told
  type: str
revisions:
  description: All revisions, newest first.
  returned: for the history
  type: list
revision_files:
  description: >-
    {path: [identifier, base64 of zlib]}, the files of O(revision), without their content where it is not kept;
    null when the revision is not known here.
  returned: for the history
  type: dict
kept:
  description: Identifiers of all contents that are kept.
  returned: for the history
  type: list
"""

BOOT = Path("/proc/sys/kernel/random/boot_id")

PASSING = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
)
"""Errors with which the file itself may be whole."""


def ask(path: Path, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Tell what is known, of a damaged file only that."""
    try:
        store = Store.open(path, read_only=True)
        store.check()
        working = {"working": store.working(*_now())}
        if parameters["state"] != "history":
            told: dict[str, Any] = store.tell()
            return told | {"damaged": ""} | working
        number = parameters["revision"]
        files = store.files_of(number) if number else None
        return {"revisions": store.history(), "revision_files": files, "kept": store.kept()} | working
    except (sqlite3.DatabaseError, ValueError) as error:
        nothing: dict[str, Any] = {"site": None, "revision": None, "files": {}, "removed": {}, "lock": ""}
        return nothing | {"damaged": str(error), "revisions": [], "revision_files": None, "kept": []}


def write(path: Path, state: str, order: Mapping[str, Any]) -> None:
    """Do what the order says, all of it or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
        _set_aside(path)
    try:
        store = Store.open(path, read_only=False)
        store.check()
    except (sqlite3.DatabaseError, ValueError) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in PASSING:
            raise
        _set_aside(path)
        store = Store.open(path, read_only=False)
    path.chmod(0o600)
    with store.transaction():
        if state == "claimed":
            store.claim(order, *_now())
        if state == "recorded":
            store.record(order)
        if state in ("recorded", "released"):
            store.release(order["desk"])


def _now() -> tuple[float, str]:
    """Return the seconds since the boot, and which boot that was."""
    return time.clock_gettime(time.CLOCK_BOOTTIME), BOOT.read_text("utf-8").strip()


def _set_aside(path: Path) -> None:
    """Make room; the last one is kept for whoever wants to look."""
    aside = path.with_name(f"{path.name}.damaged")
    if aside.is_dir() and not aside.is_symlink():
        shutil.rmtree(aside)
    else:
        aside.unlink(missing_ok=True)
    path.rename(aside)


def main() -> None:
    """Entry point of Ansible."""
    module = AnsibleModule(
        argument_spec={
            "database": {"type": "path", "required": True},
            "state": {
                "choices": ["told", "claimed", "recorded", "released", "history"],
                "default": "told",
            },
            "order": {"type": "path"},
            "revision": {"type": "int", "default": 0},
        },
        required_if=[(("state"), state, ["order"]) for state in ("claimed", "recorded", "released")],
        supports_check_mode=True,
    )
    parameters, path = module.params, Path(module.params["database"])
    if parameters["state"] in ("told", "history"):
        module.exit_json(changed=False, **ask(path, parameters))
    try:
        order = json.loads(gzip.decompress(Path(parameters["order"]).read_bytes()))
        if not module.check_mode:
            write(path, parameters["state"], order)
    except RefusedError as error:
        module.fail_json(msg=str(error))
    except (OSError, ValueError, LookupError, sqlite3.Error) as error:
        module.fail_json(msg=f"{path}: {error!r}")
    module.exit_json(changed=False, state=parameters["state"])


if __name__ == "__main__":
    main()
