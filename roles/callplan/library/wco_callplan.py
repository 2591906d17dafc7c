#!/usr/bin/python
"""The one writer of a node's call plan."""

from __future__ import annotations

import gzip
import json
import sqlite3
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

# A role's own code, or the collection's. Mitogen finds the former by its absolute name only.
try:
    from ansible.module_utils.wco_callplan_difference import compare, missing_lines
    from ansible.module_utils.wco_callplan_order import Order, RefusedError, check, some
    from ansible.module_utils.wco_callplan_store import Store, in_use, retire
except ImportError:
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_callplan_difference import (
        compare,
        missing_lines,
    )
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_callplan_order import (
        Order,
        RefusedError,
        check,
        some,
    )
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_callplan_store import (
        Store,
        in_use,
        retire,
    )

DOCUMENTATION = """
module: wco_callplan
short_description: Brings a node's call plan to the state that the controller compiled, or reports its state
description:
  - With O(manifest) and O(bundle) the difference is applied in one transaction. Whenever the module is cut
    off, the node has the old or the new call plan, and a repeat finishes.
  - Without them it tells what the node holds, and changes nothing but an empty file that is given a schema.
  - Call plans of other releases stand beside it, under names that differ after the first underscore. Services read the last one
    that was brought; whatever another file holds is replaced as a whole, and the rows of all but the last three are removed.
  - The files are named by their paths on the controller; the action plugin sends them compressed.
options:
  database:
    description: The call plan on the node.
    type: path
    required: true
  schema:
    description: >-
      schemas/callplan.sql. An empty file gets it; a call plan of another version is rebuilt with it, from a
      bundle of all tenants.
    type: path
  manifest:
    description: "JSON, the digest of every tenant that the node shall hold: {tenant: digest}."
    type: path
  bundle:
    description: >-
      JSON, the tenants that may differ on the node:
      {schema_version, scope: [tenant, ...] or null, tenants: {tenant: {digest, tables: {table: [row, ...]}}}}.
      What is not in scope stays as it is; null stands for all.
    type: path
  verify:
    description: Compare the rows with their digests too, which finds rows that were changed by hand.
    type: bool
    default: false
  release_marker:
    description: File with the release of the node.
    type: path
    default: /etc/wco/release.json
author: [WCO]
"""

EXAMPLES = """
- name: The call plan is what the controller compiled
  wco_callplan:
    database: /var/lib/wco/callplan/callplan.db
    manifest: .wco/bundle/manifest.json
    bundle: .wco/bundle/bundle.json
"""

RETURN = """
manifest:
  description: The digest of each tenant on the node.
  returned: without a bundle
  type: dict
schema_version:
  description: Version of the schema on the node; 0 for none.
  returned: always
  type: int
former:
  description: Whether this is told of another release's call plan, which services still read.
  returned: without a bundle
  type: bool
unused:
  description: Whether no service reads the call plan yet, since it holds nothing, or another release's was brought later.
  returned: without a bundle
  type: bool
broken:
  description: Why the call plan cannot be read.
  returned: without a bundle and a schema, when it cannot
  type: str
release:
  description: The release marker.
  returned: without a bundle, when there is one
  type: dict
drifted:
  description: Tenants whose rows are not those of their digest.
  returned: with O(verify)
  type: list
rebuilt:
  description: Whether the schema was replaced.
  returned: with a bundle
  type: bool
difference:
  description: >-
    {tenant: {state, blocks: {block: state}, other: {table: rows}}} with the states added, changed and
    removed. After the first 200 tenants blocks and other are empty.
  returned: with a bundle
  type: dict
transaction_ms:
  description: How long the transaction took.
  returned: when a bundle changed something
  type: int
committed_at:
  description: When it was committed, in ms since 1970.
  returned: when a bundle changed something
  type: int
"""

DETAILED_TENANTS = 200
DIFF_LINES = 400


class Run:
    """One run of the module with an order."""

    def __init__(self, order: Order, store: Store, schema: str, verify: bool, replaced: bool) -> None:
        self.order, self.store, self.schema = order, store, schema
        empty = Store.of_schema(schema) if schema else None
        self.rebuilt = empty is not None and (replaced or empty.version != store.version)
        self.held = empty if empty and self.rebuilt else store
        self.drifted = self.held.drifted() if verify else []
        held, wanted = self.held.manifest(), order.manifest
        self.changed = order.within(
            name for name in wanted if held.get(name) != wanted[name] or name in self.drifted
        )
        self.removed = order.within(name for name in {*held, *self.drifted} if name not in wanted)
        needed = wanted if replaced else store.manifest()
        if self.rebuilt and (left := sorted(needed.keys() - set(order.within(needed)))):
            raise RefusedError(
                f"the tenants {some(left)} would be lost with the old schema, version {store.version}"
                " (send all tenants)"
            )
        self.states = {name: "changed" if name in held else "added" for name in self.changed}
        self.states.update(dict.fromkeys(self.removed, "removed"))
        check(order, self.held, self.changed, self.removed)

    def result(self, with_diff: bool) -> dict[str, Any]:
        """Tell what differs, before it is applied."""
        difference: dict[str, dict[str, Any]] = {}
        lines: dict[str, list[str]] = {"before": [], "after": []}
        for name, state in sorted(self.states.items()):
            detail: dict[str, Any] = {"blocks": {}, "other": {}}
            if len(difference) < DETAILED_TENANTS:
                old, new = self.held.rows(name), self.order.tenants[name] if name in self.changed else {}
                detail = compare(old, new, self.held.tables)
                if with_diff and len(lines["before"]) + len(lines["after"]) < DIFF_LINES:
                    lines["before"] += missing_lines(old, new)
                    lines["after"] += missing_lines(new, old)
            difference[name] = {"state": state, **detail}
        result: dict[str, Any] = {"changed": bool(difference) or self.rebuilt, "difference": difference}
        if with_diff:
            result["diff"] = {side: "".join(text[:DIFF_LINES]) for side, text in lines.items()}
        return result | {"rebuilt": self.rebuilt, "schema_version": self.held.version}

    def apply(self) -> None:
        """Change the node, inside of a transaction."""
        if self.rebuilt:
            self.store.rebuild(self.schema)
        rows = {name: self.order.tenants[name] for name in self.changed} | {name: {} for name in self.removed}
        self.store.replace(rows, self.order.manifest)


def tell(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """State of the node."""
    database = Path(parameters["database"])
    used, manifest, version = in_use(database)
    former = used != database
    result: dict[str, Any] = {"manifest": manifest, "schema_version": version or store.version}
    result |= {"former": former, "unused": former or not manifest}
    if parameters["verify"]:
        result["drifted"] = [] if former else store.drifted()
    return result | release(Path(parameters["release_marker"]))


def tell_broken(reason: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """State of a node whose call plan cannot be read: it holds nothing that counts."""
    result: dict[str, Any] = {"manifest": {}, "schema_version": 0, "broken": reason}
    return result | release(Path(parameters["release_marker"]))


def release(marker: Path) -> dict[str, Any]:
    """Say what is installed; a marker that cannot be read is none."""
    try:
        found = json.loads(marker.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    readable = isinstance(found, dict) and all(isinstance(text, str) for text in found.values())
    return {"release": found} if readable else {}


def create(store: Store, schema: str) -> dict[str, Any]:
    """Give an empty file the schema."""
    if store.version or not schema:
        return {"changed": False}
    if not store.read_only:
        with store.transaction():
            store.rebuild(schema)
    return {"changed": True}


def apply(
    store: Store, order: Order, schema: str, verify: bool, with_diff: bool, replaced: bool
) -> dict[str, Any]:
    """Bring the node to the order, or tell the difference when it is open for reading only."""
    begun = time.monotonic()
    with nullcontext() if store.read_only else store.transaction():
        work = Run(order, store, schema, verify, replaced)
        result = work.result(with_diff) | ({"drifted": work.drifted} if verify else {})
        if result["changed"] and not store.read_only:
            work.apply()
    if store.read_only or not result["changed"]:
        return result
    spent = round((time.monotonic() - begun) * 1000)
    return result | {"transaction_ms": spent, "committed_at": time.time_ns() // 1_000_000}


def run(module: AnsibleModule) -> dict[str, Any]:
    """Do what the parameters say."""
    parameters = module.params
    schema = gzip.decompress(Path(parameters["schema"]).read_bytes()).decode() if parameters["schema"] else ""
    order = (
        Order.read(Path(parameters["manifest"]), Path(parameters["bundle"])) if parameters["bundle"] else None
    )
    database = Path(parameters["database"])
    store = Store.open(database, module.check_mode or not (order or schema))
    try:
        if order:
            replaced = in_use(database)[0] != database
            return apply(store, order, schema, parameters["verify"], module._diff, replaced)
        return create(store, schema) | tell(store, parameters)
    finally:
        store.close()
        if not store.read_only:
            retire(database)


def main() -> None:
    """Entry point of Ansible."""
    module = AnsibleModule(
        argument_spec={
            "database": {"type": "path", "required": True},
            "schema": {"type": "path"},
            "manifest": {"type": "path"},
            "bundle": {"type": "path"},
            "verify": {"type": "bool", "default": False},
            "release_marker": {"type": "path", "default": "/etc/wco/release.json"},
        },
        required_together=[("manifest", "bundle")],
        supports_check_mode=True,
    )
    try:
        result = run(module)
    except (RefusedError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.DatabaseError) and not (
            module.params["bundle"] or module.params["schema"]
        ):
            module.exit_json(**tell_broken(str(error), module.params))
        module.fail_json(msg=f"{module.params['database']}: {error}. The call plan was not changed.")
    module.exit_json(**result)


if __name__ == "__main__":
    main()
