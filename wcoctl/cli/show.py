"""How results look: for people as text, for programs as JSON."""

import json
import sys
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from wcoctl.site.difference import Difference, Software
from wcoctl.site.progress import Progress
from wcoctl.site.rollout import Outcome
from wcoctl.site.runner import Check

__all__ = [
    "checks_data",
    "checks_tree",
    "difference_data",
    "difference_tree",
    "notes_tree",
    "outcome_tree",
    "print_json",
    "progress",
    "screen",
    "status_table",
]

screen = Console(highlight=False)

_MANY = 20
"""So many tenants, or blocks of a tenant, are listed one by one."""

_SOFTWARE: Mapping[Software, tuple[str, str]] = {
    "current": ("software is up to date", "green"),
    "other_release": ("software has another release and will be rolled out", "yellow"),
    "half_installed": ("an earlier rollout did not end; the software will be rolled out again", "yellow"),
    "not_installed": ("software is not installed and will be rolled out", "yellow"),
}
_SIGNS = {"added": ("+", "green"), "changed": ("~", "yellow"), "removed": ("-", "red")}


def progress() -> Progress:
    """Return a watcher that shows a run on standard error."""
    return Progress(Console(stderr=True))


def print_json(data: Mapping[str, Any]) -> None:
    """Print a result for programs."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def difference_data(difference: Difference, details: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the difference as plain data."""
    return {
        name: {
            "software": host.software,
            "tenants": {
                tenant: {"blocks": {}, "other": {}}
                | dict(details.get(name, {}).get(tenant, {}))
                | {"state": state}
                for tenant, state in host.tenants.items()
            },
        }
        for name, host in difference.hosts.items()
    }


def difference_tree(title: str, hosts: Mapping[str, Any]) -> Tree:
    """Return the difference by host, tenant and block for people; ``hosts`` is from ``difference_data``."""
    tree = Tree(Text(title))
    for name, host in hosts.items():
        words, colour = _SOFTWARE[host["software"]]
        branch = tree.add(Text.assemble((name, "bold"), ": ", (words, colour)))
        _add_tenants(branch, host["tenants"])
    return tree


def notes_tree(notes: Mapping[str, list[str]]) -> Tree:
    """Return what the hosts know of newer packages for people."""
    tree = Tree(Text("Newer packages"))
    for host, told in notes.items():
        branch = tree.add(Text(host, "bold"))
        for note in told or ["none that the host knows of"]:
            branch.add(Text(note, "yellow" if told else "green"))
    return tree


def _add_tenants(branch: Tree, tenants: Mapping[str, Any]) -> None:
    """Add the tenants that differ, the first ones with their blocks, to a host's branch."""
    if not tenants:
        branch.add(Text("no tenant differs", "green"))
    for tenant in list(tenants)[:_MANY]:
        change = tenants[tenant]
        twig = branch.add(
            _line(
                change["state"],
                "holidays and test number of the site" if tenant == "_site" else f"tenant {tenant}",
            )
        )
        if change["state"] == "changed":
            _add_rows(twig, change)
    if len(tenants) > _MANY:
        branch.add(Text(f"... and {len(tenants) - _MANY} more tenants"))


def outcome_tree(outcome: Outcome) -> Tree:
    """Return what an apply changed as people read it."""
    changes = outcome.changes
    tree = Tree(
        Text("0 changes: every host is as it should be" if not changes else f"{changes} changes were made")
    )
    for host in sorted(outcome.software.keys() | outcome.tenants.keys()):
        branch = tree.add(Text(host, "bold"))
        if host in outcome.software:
            branch.add(Text(f"software: {outcome.software[host]} changes"))
        if outcome.tenants.get(host):
            _add_tenants(branch, outcome.tenants[host])
    return tree


def checks_data(checks: list[Check]) -> list[dict[str, Any]]:
    """Return checks as plain data; one that was left out neither holds nor fails."""
    return [
        {
            "host": check.host,
            "claim": check.claim,
            "holds": None if check.left_out else not check.reason,
            "reason": check.reason or check.left_out or check.note,
        }
        for check in checks
    ]


def checks_tree(title: str, checks: list[Check]) -> Tree:
    """Return checks by host as people read them."""
    tree = Tree(Text(title))
    for host, of_host in groupby(checks, key=lambda check: check.host):
        branch = tree.add(Text(host, "bold"))
        for check in of_host:
            branch.add(_check_line(check))
    return tree


def _check_line(check: Check) -> Text:
    if check.left_out:
        return Text(f"not checked {check.claim}: {check.left_out}", "yellow")
    if check.note:
        return Text(f"note {check.claim}: {check.note}", "yellow")
    if check.reason:
        return Text(f"FAILED {check.claim}: {check.reason}", "red")
    return Text(f"ok {check.claim}", "green")


def status_table(hosts: Mapping[str, Any], silent: Mapping[str, str]) -> Table:
    """Return the hosts' states for people, and why the silent ones have none; ``hosts`` is from ``site_status``."""
    table = Table("host", "address", "groups", "software", "services", "tenants")
    for name, host in hosts.items():
        services = [f"{unit.removesuffix('.service')} {state}" for unit, state in host["services"].items()]
        tenants = f"{host['tenants']} tenants"
        if host["outdated"]:
            tenants += f", {len(host['outdated'])} not up to date"
        table.add_row(
            *(name, host["address"], " ".join(host["groups"]), host["software"].replace("_", " ")),
            *("\n".join(services), tenants),
        )
    for name, reason in sorted(silent.items()):
        table.add_row(name, "", "", Text("silent", "red"), Text(reason, "red"), "")
    return table


def _add_rows(twig: Tree, change: Mapping[str, Any]) -> None:
    blocks = change.get("blocks", {})
    for block in list(blocks)[:_MANY]:
        twig.add(_line(blocks[block], f"block {block}"))
    if len(blocks) > _MANY:
        twig.add(Text(f"... and {len(blocks) - _MANY} more blocks"))
    for table, rows in change.get("other", {}).items():
        twig.add(_line("changed", f"{table}: {rows} rows" if isinstance(rows, int) else f"{table}"))


def _line(state: str, text: str) -> Text:
    sign, colour = _SIGNS[state]
    return Text.assemble((f"{sign} {text}", colour))
