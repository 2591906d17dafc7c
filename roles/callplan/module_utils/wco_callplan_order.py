"""What the controller wants a node's call plan to be, and whether that fits the node."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

# A role's own code, or the collection's. Mitogen finds the former by its absolute name only.
try:
    from ansible.module_utils.wco_callplan_store import digest
except ImportError:
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_callplan_store import digest

if TYPE_CHECKING:
    from wco_callplan_store import Row, Store, Table, Tables


class RefusedError(Exception):
    """The reason why the call plan stays as it is."""


@dataclass
class Order:
    """What the controller wants a node to hold."""

    manifest: dict[str, str]
    version: int
    digests: dict[str, str]
    tenants: dict[str, Tables]
    scope: frozenset[str] | None
    """Tenants that may change; None for all."""

    @classmethod
    def read(cls, manifest: Path, bundle: Path) -> Order:
        """Read the two files that the action plugin has sent."""
        try:
            wanted, content = (json.loads(gzip.decompress(file.read_bytes())) for file in (manifest, bundle))
            tenants, scope = content["tenants"], content.get("scope")
            return cls(
                wanted,
                content["schema_version"],
                {name: tenant["digest"] for name, tenant in tenants.items()},
                {name: tenant["tables"] for name, tenant in tenants.items()},
                None if scope is None else frozenset(scope),
            )
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise RefusedError(
                f"the manifest or the bundle cannot be read: {error!r} (compile them again)"
            ) from error

    def within(self, names: Iterable[str]) -> list[str]:
        """Return those that may change, in their order."""
        return sorted(name for name in names if self.scope is None or name in self.scope)


def check(order: Order, store: Store, changed: list[str], removed: list[str]) -> None:
    """Refuse an order that does not fit the node, or itself."""
    if order.version != store.version:
        raise RefusedError(
            f"the bundle has schema version {order.version}, the node {store.version}"
            " (bring hosts and controller to the same release)"
        )
    if missing := [name for name in changed if name not in order.tenants]:
        raise RefusedError(
            f"the bundle lacks the tenants {some(missing)}, which differ on the node (send them too)"
        )
    for name in changed:
        if not order.digests[name] == order.manifest[name] == digest(order.tenants[name]):
            raise RefusedError(
                f"the rows of tenant {name!r} do not have the digest of the manifest (compile it again)"
            )
        for table, rows in order.tenants[name].items():
            _check_rows(name, table, rows, store.tables)
    _check_numbers(order, store, changed, removed)


def _check_rows(tenant: str, table: str, rows: list[Row], tables: dict[str, Table]) -> None:
    known = tables.get(table)
    if known is None or not known.may_hold(tenant):
        raise RefusedError(
            f"tenant {tenant!r} has rows for {table!r}, which is no table for them (compile it again)"
        )
    if any(len(row) != len(known.columns) or known.owner(row) != tenant for row in rows):
        raise RefusedError(f"tenant {tenant!r} has rows that do not fit table {table!r} (compile it again)")


def _check_numbers(order: Order, store: Store, changed: list[str], removed: list[str]) -> None:
    holders: dict[str, str] = {}
    leaving = {*changed, *removed}
    for name in changed:
        for number, *_ in order.tenants[name].get("number", []):
            holder = store.holder(number)
            other = holders.get(number) or (holder if holder not in leaving else None)
            if other:
                raise RefusedError(
                    f"number {number!r} is of tenant {other!r} and of {name!r} (take it from one of them)"
                )
            holders[number] = name


def some(names: list[str]) -> str:
    """Name the first of them, and how many more there are."""
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
