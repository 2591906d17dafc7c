"""How results look: for people as text, for programs as JSON."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from wcoctl.rollout.apply import ApplyOutcome
from wcoctl.rollout.difference import Difference, Software
from wcoctl.rollout.history import Changes
from wcoctl.rollout.knowledge import Revision
from wcoctl.rollout.progress import Progress
from wcoctl.rollout.runner import Check

__all__ = [
    "checks_data",
    "checks_tree",
    "company_tree",
    "confirm_company",
    "confirm_removal",
    "difference_data",
    "difference_tree",
    "history_table",
    "notes_tree",
    "outcome_tree",
    "print_json",
    "progress",
    "rollback_tree",
    "screen",
    "status_table",
    "tell_notes",
]

_PIPED = 200
"""Columns of what no terminal shows: names are not broken for programs that read them."""

screen = Console(
    width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPED,
    highlight=False,
    markup=False,
    emoji=False,
)
"""Shows texts as they are: names of files and what hosts say may look like markup."""

_MANY = 20
"""So many tenants, or blocks of a tenant, are listed one by one."""

_SOFTWARE: Mapping[Software, tuple[str, str]] = {
    "current": ("software is up to date", "green"),
    "drifted": ("somebody has changed the host, and the software will be rolled out again", "yellow"),
    "other_release": ("software has another release and will be rolled out", "yellow"),
    "half_installed": ("an earlier rollout did not end; the software will be rolled out again", "yellow"),
    "not_installed": ("software is not installed and will be rolled out", "yellow"),
}
_SIGNS = {"added": ("+", "green"), "changed": ("~", "yellow"), "removed": ("-", "red")}


def progress() -> Progress:
    """Return a watcher that shows a run on standard error."""
    return Progress(Console(stderr=True, markup=False, emoji=False))


def confirm_removal(tenants: list[str], progress: Progress) -> bool:
    """Ask on a terminal whether these tenants may go; without one the answer is no."""
    if not sys.stdin.isatty():
        return False
    with progress.paused():
        for tenant in tenants:
            progress.console.print(_line("removed", f"tenant {tenant}"))
        question = (
            f"Remove {len(tenants)} tenants from the hosts? Their calls will not be answered. (yes/no) "
        )
        return progress.console.input(question).strip().lower() in ("y", "yes")


def confirm_company(tenant: str) -> bool:
    """Ask on a terminal whether a company may go; without one the answer is no."""
    if not sys.stdin.isatty():
        return False
    question = f"Remove {tenant} with its accounts in the portal, drafts and versions? (yes/no) "
    return Console(stderr=True, markup=False).input(question).strip().lower() in ("y", "yes")


def print_json(data: Mapping[str, Any]) -> None:
    """Print a result for programs, in characters that every locale has."""
    sys.stdout.write(json.dumps(data, indent=2) + "\n")


def difference_data(difference: Difference, details: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the difference as plain data."""
    return {
        name: {
            "software": host.software,
            "repairs": [*host.broken, *host.drift],
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
        for text in host["repairs"]:
            branch.add(Text(f"! {text}", "yellow"))
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


def tell_notes(notes: list[str]) -> None:
    """Print who works on hosts just now, who has missed a revision, and what else somebody should know."""
    for text in notes:
        screen.print(Text(text, "yellow"))


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


def outcome_tree(outcome: ApplyOutcome, alarms: list[str]) -> Tree:
    """Return what an apply changed as people read it, and what else it has seen on the hosts."""
    changes = outcome.changes
    nothing = "the hosts hold what the files say" if alarms else "every host is as it should be"
    made = f"{changes} change{'s' if changes > 1 else ''} made"
    tree = Tree(Text(made if changes else f"0 changes: {nothing}"))
    for alarm in alarms:
        tree.add(Text(f"! {alarm}", "yellow"))
    if alarms:
        tree.add(
            Text("wcoctl status shows whether that lasts; apply --drift starts what should run", "yellow")
        )
    for host in sorted({*outcome.software, *outcome.tenants, *outcome.mended}):
        branch = tree.add(Text(host, "bold"))
        if host in outcome.mended:
            branch.add(Text("its databases were repaired"))
        if host in outcome.software:
            branch.add(Text(f"software: {outcome.software[host]} changes"))
        if outcome.tenants.get(host):
            _add_tenants(branch, outcome.tenants[host])
    return tree


def checks_data(checks: list[Check]) -> list[dict[str, Any]]:
    """Return checks as plain data; one that was skipped neither holds nor fails."""
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
    table = Table("host", "software", "revision", "services", "disks", "tenants")
    for column in table.columns:
        column.overflow = "fold"
    for name, host in hosts.items():
        tenants = f"{host['tenants']} tenants"
        if host["outdated"]:
            tenants += f", {len(host['outdated'])} not up to date"
        table.add_row(
            Text("\n".join([name, host["address"], *host["groups"]])),
            *(host["software"].replace("_", " "), str(host["revision"] or "none")),
            *(_services(host["services"]), Text("\n").join(_disk(one) for one in host["space"]), tenants),
        )
    for name, reason in sorted(silent.items()):
        table.add_row(Text(name), Text("silent", "red"), "", Text(reason, "red"))
    return table


def _services(states: Mapping[str, str]) -> Text:
    """Return how many services run, and the names of those that do not."""
    ill = {unit: state for unit, state in states.items() if state != "active"}
    text = Text(f"{len(states) - len(ill)} active")
    for unit, state in ill.items():
        text.append(f"\n{unit.removesuffix('.service')} {state}", "red")
    return text


def _disk(space: Mapping[str, Any]) -> Text:
    """Return how full a file system is, in a line."""
    text = f"{space['path']} {space['used_percent']} %"
    if space["read_only"]:
        text += ", read-only"
    elif space["inodes_percent"] > space["used_percent"]:
        text += f", inodes {space['inodes_percent']} %"
    return Text(text, {"warning": "yellow", "alarm": "red"}.get(space["level"], ""))


def history_table(revisions: list[Revision]) -> Table:
    """Return the revisions as people read them, newest first."""
    table = Table("revision", "when", "who", "what")
    for revision in revisions:
        what = "\n".join(_what(revision.what)) or "brought hosts up to date"
        table.add_row(str(revision.number), revision.time, Text(revision.who), Text(what))
    return table


def _what(what: Mapping[str, Any]) -> Iterator[str]:
    tenants = what.get("tenants", {})
    for state, group in groupby(sorted(tenants, key=lambda name: (tenants[name], name)), key=tenants.get):
        names = list(group)
        more = f" and {len(names) - _MANY} more" if len(names) > _MANY else ""
        yield f"{state}: {', '.join(names[:_MANY])}{more}"
    for key, words in (("settings", "settings"), ("software", "software on"), ("without", "excluded")):
        if what.get(key):
            yield f"{words}: {', '.join(what[key])}"


def rollback_tree(number: int, changes: Changes) -> Tree:
    """Return what a rollback did to the workspace for people."""
    tree = Tree(Text(f"Tenant files are those of revision {number}"))
    for path in changes.written:
        tree.add(_line("changed", path))
    for path in changes.removed:
        tree.add(_line("removed", path))
    for path in changes.elsewhere:
        tree.add(Text(f"{path} was a different recording then: restore it from your backup", "yellow"))
    if not changes.written and not changes.removed:
        tree.add(Text("nothing to restore", "green"))
    return tree


def company_tree(title: str, companies: list[dict[str, Any]]) -> Tree:
    """Return what differs for companies between two revisions for people."""
    tree = Tree(Text(title))
    for company in companies:
        branch = tree.add(_line(company["kind"], f"{company['tenant']} ({company['name']})"))
        for change in company["changes"]:
            twig = branch.add(_line(change["kind"], change["what"]))
            for one in change["settings"]:
                texts = [one["before"] or "nothing", one["after"] or "nothing"]
                twig.add(Text(f"{one['setting']}: {' -> '.join(texts)}".removeprefix(": ")))
    if not companies:
        tree.add(Text("nothing differs", "green"))
    return tree


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
