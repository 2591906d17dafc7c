"""Changes the hosts: repairs what is broken and restores its tenants, then software and tenants where they differ."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from wcoctl.errors import RunFailed, UserError
from wcoctl.rollout.armed import TENANTS
from wcoctl.rollout.claim import Claim, claimed, desk_of, refuse_claimed
from wcoctl.rollout.difference import Difference, TenantState
from wcoctl.rollout.fleet import QUERIES, Fleet
from wcoctl.rollout.repair import mend, refuse_what_stays, reopen
from wcoctl.rollout.revision import Revisions, check_removed, check_unseen, removed_tenants
from wcoctl.rollout.runner import PlaybookRun, Watcher, run_playbook
from wcoctl.rollout.session import SiteSession, refuse_silent

__all__ = ["ApplyOutcome", "apply_difference", "tenant_details"]

Details = dict[str, dict[str, Any]]
"""By host and tenant: what changes in its call plan."""


@dataclass(frozen=True)
class ApplyOutcome:
    """What an apply changed."""

    software: Mapping[str, int]
    """By host, how many tasks of the software's rollout changed something."""
    tenants: Details
    transactions: Mapping[str, float]
    """By host, when the transaction of its call plan began: seconds since the epoch, by the host's clock."""

    mended: tuple[str, ...] = ()
    """Hosts on which databases were repaired."""

    @property
    def changes(self) -> int:
        """How many changes were made in all."""
        return sum(self.software.values()) + sum(map(len, self.tenants.values())) + len(self.mended)


def apply_difference(
    session: SiteSession, fleet: Fleet, difference: Difference, watcher: Watcher, *, software: bool
) -> ApplyOutcome:
    """Do what the difference says; ``software`` rolls the software out even where it is current.

    UserError, and nothing is changed, when that would undo what others did, or remove what nobody said to remove.
    """
    seen = check_unseen(session, fleet, difference)
    removed = check_removed(session, fleet, difference)
    if difference.empty and not software and Revisions(session, fleet, seen).known:
        desk = desk_of(session.site)
        if any(state.known and state.known.lock == desk for state in fleet.hosts.values()):
            with claimed(session, fleet.revision, watcher):
                pass  # its end releases the lock of a run that was killed
        return ApplyOutcome({}, {}, {})
    session = session.with_kept_secrets(fleet)
    revisions = Revisions(session, fleet, seen)
    with claimed(session, fleet.revision, watcher) as claim:
        return _change(session, revisions, difference, watcher, claim, removed=removed, software=software)


def _change(
    session: SiteSession,
    revisions: Revisions,
    difference: Difference,
    watcher: Watcher,
    claim: Claim,
    *,
    removed: list[str],
    software: bool,
) -> ApplyOutcome:
    """Change the hosts that the claim is for, and have them know it."""
    rolled_out: dict[str, int] = {}
    brought: dict[str, TenantState] = {}
    runs: list[PlaybookRun] = []
    broken = difference.broken
    current = [] if software else _current(session, difference)
    software = software or bool(difference.software and not session.only)
    if broken:
        mend(session, broken, watcher)
    if broken and software:
        _bring_back(session, _asked(session, removed, watcher), broken, watcher)
    if software:
        runs = [_roll_out(session, difference, current, watcher)]
        rolled_out, brought = _changes(runs[0]), _brought(difference, runs[0])
    if broken or software:
        difference = _asked(session, removed, watcher)
    if difference.tenants or rolled_out or not revisions.known:
        revisions.write(brought | difference.tenants, rolled_out)
        runs.append(_record(session, revisions, difference, watcher, claim))
    if difference.broken:
        reopen(session, difference.broken, watcher)
    if software:
        refuse_what_stays(difference)
    return ApplyOutcome(rolled_out, _details(*runs), _transactions(*runs), tuple(broken))


def _current(session: SiteSession, difference: Difference) -> list[str]:
    """Return the hosts that a rollout leaves alone: it would change nothing there, and it would take its time.

    One that builds packages is none of them, since this controller may not have what the others are about to install.
    """
    hosts = session.workspace.hosts.hosts
    return [
        name
        for name, host in difference.hosts.items()
        if host.software == "current" and "build" not in hosts[name].groups
    ]


def _roll_out(
    session: SiteSession, difference: Difference, current: list[str], watcher: Watcher
) -> PlaybookRun:
    """Roll the software out; a host whose call plan is a new file gets its tenants before its services read it."""
    session.workspace.write_bundle(difference.tenants)
    if current:  # they too keep other controllers out meanwhile
        claiming = run_playbook(session.site, "claim", watcher=watcher, without=session.without)
        refuse_claimed(claiming)
        claiming.raise_for_failures()
    without = [*session.without, *current]
    run = run_playbook(session.site, "site", watcher=watcher, keep=["wco_callplan"], without=without)
    refuse_claimed(run)
    run.raise_for_failures()
    return run


def _asked(session: SiteSession, removed: list[str], watcher: Watcher) -> Difference:
    """Return what the hosts lack now; UserError when more tenants would be removed than the operator was asked about."""
    fleet, difference = session.ask(watcher)
    refuse_silent(fleet)
    if more := set(removed_tenants(session, fleet, difference)).difference(removed):
        raise UserError(f"hosts got {', '.join(sorted(more))} meanwhile (run the command again)")
    return difference


def _bring_back(
    session: SiteSession, difference: Difference, mended: Sequence[str], watcher: Watcher
) -> None:
    """Restore what repaired hosts have lost before the software, which takes minutes.

    What fails here, for want of software, comes after it. The other hosts' call plans are those of their software.
    """
    with suppress(RunFailed):
        if difference.tenants:
            others = [name for name in difference.hosts if name not in mended]
            _deliver(session, difference, watcher, playbook="deliver", others=others).raise_for_failures()
        if difference.broken:
            reopen(session, difference.broken, watcher)


def _record(
    session: SiteSession,
    revisions: Revisions,
    difference: Difference,
    watcher: Watcher,
    claim: Claim,
) -> PlaybookRun:
    """Bring the tenants that differ, and have the hosts know the revision."""
    if difference.tenants:
        run = _deliver(session, difference, watcher)
    else:
        run = run_playbook(
            session.site, "record", watcher=watcher, keep=["wco_site"], without=session.without
        )
    refuse_claimed(run)
    recorded = [result.get("state") == "recorded" for result in run.results_of("wco_site").values()]
    if any(recorded):
        revisions.recorded()
    run.raise_for_failures()
    claim.ended = all(recorded)
    return run


def tenant_details(session: SiteSession, difference: Difference, watcher: Watcher) -> Details:
    """Ask the hosts that can tell, without changing anything, what would change inside the tenants."""
    if not difference.tenants:
        return {}
    bare = [
        name
        for name, host in difference.hosts.items()
        if host.software in ("not_installed", "half_installed") or host.broken
    ]
    if len(bare) == len(difference.hosts):
        return {}
    run = _deliver(session, difference, watcher, check=True, others=bare)
    run.raise_for_failures()
    return _details(run)


def _deliver(
    session: SiteSession,
    difference: Difference,
    watcher: Watcher,
    *,
    playbook: str = TENANTS,
    check: bool = False,
    others: Sequence[str] = (),
) -> PlaybookRun:
    session.workspace.write_bundle(difference.tenants)
    without = [*session.without, *others]
    if session.armed and playbook == TENANTS and not check:
        run = session.armed.run(session.site, without)
        if run:
            return run
    return run_playbook(session.site, playbook, watcher=watcher, keep=QUERIES, without=without, check=check)


def _brought(difference: Difference, run: PlaybookRun) -> dict[str, TenantState]:
    """Return what differs no more, since a run has brought it."""
    names = {tenant for tenants in _details(run).values() for tenant in tenants}
    return {name: state for name, state in difference.tenants.items() if name in names}


def _details(*runs: PlaybookRun) -> Details:
    found: Details = {}
    for run in runs:
        for host, result in run.results_of("wco_callplan").items():
            found[host] = found.get(host, {}) | (result.get("difference") or {})
    return {host: difference for host, difference in sorted(found.items()) if difference}


def _transactions(*runs: PlaybookRun) -> dict[str, float]:
    return {
        host: (result["committed_at"] - result["transaction_ms"]) / 1000
        for run in runs
        for host, result in run.results_of("wco_callplan").items()
        if "committed_at" in result
    }


def _changes(run: PlaybookRun) -> dict[str, int]:
    hosts = [host for host, _task in run.changed]
    return {host: hosts.count(host) for host in sorted(set(hosts))}
