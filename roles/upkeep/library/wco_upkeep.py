#!/usr/bin/python
"""Reports whether a host is as its roles left it, and repairs its databases."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

# A role's own code, or the collection's. Mitogen finds the former by its absolute name only.
try:
    from ansible.module_utils import wco_upkeep_host as host
    from ansible.module_utils import wco_upkeep_record as record
    from ansible.module_utils.wco_upkeep_databases import Database
    from ansible.module_utils.wco_upkeep_schema import Schema
except ImportError:
    from ansible_collections.wco.hosted_pbx.plugins.module_utils import wco_upkeep_host as host
    from ansible_collections.wco.hosted_pbx.plugins.module_utils import wco_upkeep_record as record
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_upkeep_databases import Database
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_upkeep_schema import Schema

DOCUMENTATION = """
module: wco_upkeep
short_description: Reports whether a host is as its roles left it, and repairs its databases
description:
  - With O(state=told) it changes nothing and tells what is broken, and with O(drift) what is not as it was left.
  - With O(state=mended) databases that cannot serve are set aside or made readable, and prompts that are no whole file are
    removed, so that the roles can make new ones.
  - With O(state=merged) rows that services have written to files that are gone are brought to those that are there.
  - With O(state=recorded) it notes what the roles have left.
options:
  state:
    description: What to do.
    type: str
    choices: [told, mended, merged, recorded]
    default: told
  drift:
    description: Compare files, units, packet filter and prompts too.
    type: bool
    default: false
  release:
    description: What has been rolled out, when it is recorded.
    type: str
    default: ""
  record:
    description: Where the record is kept.
    type: path
    required: true
  release_marker:
    description: File with the release of the host, and whether its rollout has finished.
    type: path
    default: /etc/wco/release.json
  databases:
    description: SQLite files that services share.
    type: list
    elements: dict
    default: []
    suboptions:
      path: {type: path, required: true, description: The file.}
      schema: {type: str, required: true, description: Name of its schema.}
      group: {type: str, required: true, description: Group of those who share it.}
      mode: {type: str, required: true, description: "What its mode has at least, octal."}
  schemas:
    description: "What databases are made from, by the schemas' names: {schema: SQL}."
    type: dict
    default: {}
  callplan:
    description: The call plan, if the host has one.
    type: path
  prompts:
    description: Directory of the tenants' prompts, if the host has one.
    type: path
  files:
    description: Patterns of the files and directories that roles write.
    type: list
    elements: str
    default: []
  files_without:
    description: Patterns of those among them that others write.
    type: list
    elements: str
    default: []
  units:
    description: Units that run.
    type: list
    elements: str
    default: []
  space:
    description: What the watch over the disks has found, if the host has one.
    type: path
  filters:
    description: "Tables of the packet filter (family inet) and their files: {table: file}; others' are reported when they are new."
    type: dict
    default: {}
author: [WCO]
"""

EXAMPLES = """
- name: The state of the host is known
  wco_upkeep:
    record: /var/lib/wco/upkeep/record.json
    units: [kamailio.service]
"""

RETURN = """
broken:
  description: What a repair and a reopening would fix, as texts.
  returned: when told
  type: list
reopen:
  description: Services that have another file open than the one that is there.
  returned: when told
  type: list
stopped:
  description: Units that should run and do not, cannot be started by their timers, or have not done their work, as texts.
  returned: when told
  type: list
silent:
  description: Services that run and do not answer, as texts.
  returned: when told
  type: list
disks:
  description: Disks that are full or read-only, as texts; also that they are not watched.
  returned: when told
  type: list
crashing:
  description: Services that end by themselves again and again, as texts.
  returned: when told
  type: list
drift:
  description: What is not as the roles left it, as texts; without O(drift) only what is unknown.
  returned: when told, with O(drift) or without a record
  type: list
lacking:
  description: Tenants that lack prompts.
  returned: when told, with O(drift)
  type: list
plan_mark:
  description: Which digests the call plan holds, as the engines are asked for it.
  returned: when told, on hosts with a call plan
  type: str
mended:
  description: What was done.
  returned: when mended or merged
  type: list
whole:
  description: Whether a rollout has ended on this host before.
  returned: when mended
  type: bool
"""


LOST = "nobody knows how the roles left this host: the record is lost"


def databases(parameters: dict[str, Any]) -> list[Database]:
    """Name the databases; those that no rollout has left here, as another release has others, only if they are there."""
    left = record.databases_left(parameters)
    whole = record.is_whole(parameters)
    schemas = {name: Schema(sql, replaced=name == "callplan") for name, sql in parameters["schemas"].items()}
    found = [
        Database(Path(one["path"]), one["group"], int(one["mode"], 8), schemas.get(one["schema"], Schema()))
        for one in parameters["databases"]
    ]
    return [
        database
        for database in found
        if (whole and str(database.path) in left) or os.path.lexists(database.path)
    ]


def tell(parameters: dict[str, Any]) -> dict[str, Any]:
    """Look, and change nothing."""
    broken: list[str] = []
    reopen: set[str] = set()
    for database in databases(parameters):
        if trouble := database.trouble():
            broken.append(f"{database.path} {trouble}")
        holders = {holder.unit or f"process {holder.process}" for holder in database.holders_of_other_files()}
        broken += [f"{unit} has another file open than {database.path}" for unit in sorted(holders)]
        reopen |= holders
    found = host.units(parameters["units"])
    told: dict[str, Any] = {
        "broken": broken,
        "reopen": sorted(reopen),
        "stopped": [
            *host.stopped(found),
            *host.masked(parameters["units"]),
            *host.failed(parameters["units"]),
        ],
        "silent": host.silent(found),
        "disks": host.disks(time.time(), Path(parameters["space"])) if parameters["space"] else [],
        "crashing": host.crashing(time.time()),
    }
    if parameters["callplan"]:
        told["plan_mark"] = Database(Path(parameters["callplan"]), "", 0, Schema()).mark()
    recorded = record.read_record(Path(parameters["record"]))
    if not recorded and (parameters["drift"] or record.is_installed(parameters)):
        told["drift"] = [LOST]
    if recorded and parameters["drift"]:
        told |= {
            "drift": record.changes(parameters, recorded, found),
            "lacking": sorted(_lacking(parameters)),
        }
    return told


def _lacking(parameters: dict[str, Any]) -> dict[str, list[Path]]:
    if not (parameters["prompts"] and parameters["callplan"]):
        return {}
    lacking: dict[str, list[Path]] = host.lacking_prompts(
        Path(parameters["callplan"]), Path(parameters["prompts"])
    )
    return lacking


def mend(parameters: dict[str, Any]) -> dict[str, Any]:
    """Make room for what the roles will recreate."""
    done = [text for database in databases(parameters) if (text := database.mend())]
    for file in [file for files in _lacking(parameters).values() for file in files if file.exists()]:
        file.unlink()
        done.append(f"{file} was no whole file")
    return {"changed": bool(done), "mended": done, "whole": record.is_whole(parameters)}


def merge(parameters: dict[str, Any]) -> dict[str, Any]:
    """Bring home what was written elsewhere; the rows of a call plan come from the controller."""
    done = [
        f"{database.path}: {table}"
        for database in databases(parameters)
        if str(database.path) != parameters["callplan"]
        for table in database.merge()
    ]
    return {"changed": bool(done), "mended": done}


def run(module: AnsibleModule) -> dict[str, Any]:
    """Do what the parameters say."""
    if module.params["state"] == "recorded":
        return {"changed": record.write_record(module.params, module.check_mode)}
    if module.params["state"] == "mended" and not module.check_mode:
        return mend(module.params)
    if module.params["state"] == "merged" and not module.check_mode:
        return merge(module.params)
    return tell(module.params)


def main() -> None:
    """Entry point of Ansible."""
    texts: dict[str, Any] = {"type": "list", "elements": "str", "default": []}
    database = {
        "path": {"type": "path", "required": True},
        "group": {"type": "str", "required": True},
        "mode": {"type": "str", "required": True},
        "schema": {"type": "str", "required": True},
    }
    module = AnsibleModule(
        argument_spec={
            "state": {"type": "str", "choices": ["told", "mended", "merged", "recorded"], "default": "told"},
            "drift": {"type": "bool", "default": False},
            "release": {"type": "str", "default": ""},
            "record": {"type": "path", "required": True},
            "release_marker": {"type": "path", "default": "/etc/wco/release.json"},
            "databases": {"type": "list", "elements": "dict", "default": [], "options": database},
            "schemas": {"type": "dict", "default": {}},
            "callplan": {"type": "path"},
            "prompts": {"type": "path"},
            "files": texts,
            "files_without": texts,
            "units": texts,
            "space": {"type": "path"},
            "filters": {"type": "dict", "default": {}},
        },
        supports_check_mode=True,
    )
    try:
        result = run(module)
    except (OSError, RuntimeError, sqlite3.Error) as error:
        module.fail_json(msg=f"the state of the host cannot be told: {error}")
    module.exit_json(**result)


if __name__ == "__main__":
    main()
