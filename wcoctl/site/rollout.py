"""Changes the hosts: software first where it differs, then the tenants that differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wcoctl.site.difference import Difference
from wcoctl.site.history import record
from wcoctl.site.runner import Run, Watcher, run_playbook
from wcoctl.site.session import Session, refuse_silent

__all__ = ["Outcome", "apply_difference", "tenant_details"]

Details = dict[str, dict[str, Any]]
"""By host and tenant: what changes in its call plan."""


@dataclass(frozen=True)
class Outcome:
    """What an apply changed."""

    software: Mapping[str, int]
    """By host, how many tasks of the software's rollout changed something."""
    tenants: Details
    transactions: Mapping[str, float]
    """By host, when the transaction of its call plan began: seconds since the epoch, by the host's clock."""

    @property
    def changes(self) -> int:
        """How many changes were made in all."""
        return sum(self.software.values()) + sum(map(len, self.tenants.values()))


def apply_difference(
    session: Session, difference: Difference, watcher: Watcher, *, software: bool
) -> Outcome:
    """Do what the difference says; ``software`` rolls the software out even where it is current."""
    rolled_out: dict[str, int] = {}
    if software or (difference.software and not session.only):
        run = run_playbook(session.site, "site", watcher=watcher, without=session.without)
        run.raise_for_failures()
        rolled_out = _changes(run)
        fleet, difference = session.ask(watcher)
        refuse_silent(fleet)
    tenants: Details = {}
    transactions: dict[str, float] = {}
    if difference.tenants:
        run = _deliver(session, difference, watcher, check=False)
        run.raise_for_failures()
        tenants, transactions = _details(run), _transactions(run)
    if rolled_out or tenants:
        _record(session, difference)
    return Outcome(rolled_out, tenants, transactions)


def tenant_details(session: Session, difference: Difference, watcher: Watcher) -> Details:
    """Ask the hosts that can tell, without changing anything, what would change inside the tenants."""
    if not difference.tenants:
        return {}
    bare = [
        name
        for name, host in difference.hosts.items()
        if host.software in ("not_installed", "half_installed")
    ]
    if len(bare) == len(difference.hosts):
        return {}
    run = _deliver(session, difference, watcher, check=True, bare=bare)
    run.raise_for_failures()
    return _details(run)


def _deliver(
    session: Session, difference: Difference, watcher: Watcher, *, check: bool, bare: list[str] | None = None
) -> Run:
    session.workspace.write_bundle(difference.tenants)
    without = [*session.without, *(bare or [])]
    return run_playbook(
        session.site, "tenants", watcher=watcher, keep=["wco_callplan"], without=without, check=check
    )


def _details(run: Run) -> Details:
    found = {host: result.get("difference") or {} for host, result in run.results_of("wco_callplan").items()}
    return {host: difference for host, difference in sorted(found.items()) if difference}


def _transactions(run: Run) -> dict[str, float]:
    return {
        host: (result["committed_at"] - result["transaction_ms"]) / 1000
        for host, result in run.results_of("wco_callplan").items()
        if "committed_at" in result
    }


def _changes(run: Run) -> dict[str, int]:
    hosts = [host for host, _task in run.changed]
    return {host: hosts.count(host) for host in sorted(set(hosts))}


def _record(session: Session, difference: Difference) -> None:
    manifest = session.workspace.manifest
    record(
        session.site,
        {
            "releases": {host: session.releases[host] for host in sorted(difference.hosts)},
            "without": session.without,
            "tenants": {name: manifest.get(name, "") for name in sorted(difference.tenants)},
        },
    )
