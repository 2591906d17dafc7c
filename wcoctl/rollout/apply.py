"""Changes the hosts: repairs what is broken and restores its tenants, then software and tenants where they differ."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from wcoctl.errors import RunFailed, UserError
from wcoctl.rollout.claim import Claim, claimed, desk_of, refuse_claimed
from wcoctl.rollout.difference import Difference
from wcoctl.rollout.fleet import QUERIES, Fleet
from wcoctl.rollout.repair import mend, refuse_what_stays, reopen
from wcoctl.rollout.revision import Revisions, check_removed, check_unseen, removed_tenants
from wcoctl.rollout.runner import Run, Watcher, run_playbook
from wcoctl.rollout.session import Session, refuse_silent

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

    mended: tuple[str, ...] = ()
    """Hosts on which databases were repaired."""

    @property
    def changes(self) -> int:
        """How many changes were made in all."""
        return sum(self.software.values()) + sum(map(len, self.tenants.values())) + len(self.mended)


def apply_difference(
    session: Session, fleet: Fleet, difference: Difference, watcher: Watcher, *, software: bool
) -> Outcome:
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
        return Outcome({}, {}, {})
    session = session.with_kept_secrets(fleet)
    revisions = Revisions(session, fleet, seen)
    with claimed(session, fleet.revision, watcher) as claim:
        return _change(session, revisions, difference, watcher, claim, removed=removed, software=software)


def _change(
    session: Session,
    revisions: Revisions,
    difference: Difference,
    watcher: Watcher,
    claim: Claim,
    *,
    removed: list[str],
    software: bool,
) -> Outcome:
    """Change the hosts that the claim is for, and have them know it."""
    rolled_out: dict[str, int] = {}
    broken = difference.broken
    current = [] if software else _current(session, difference)
    software = software or bool(difference.software and not session.only)
    if broken:
        mend(session, broken, watcher)
    if broken and software:
        _bring_back(session, _asked(session, removed, watcher), broken, watcher)
    if software:
        rolled_out = _roll_out(session, current, watcher)
    if broken or software:
        difference = _asked(session, removed, watcher)
    tenants: Details = {}
    transactions: dict[str, float] = {}
    if difference.tenants or rolled_out or not revisions.known:
        run = _record(session, revisions, difference, rolled_out, watcher, claim)
        tenants, transactions = _details(run), _transactions(run)
    if difference.broken:
        reopen(session, difference.broken, watcher)
    if software:
        refuse_what_stays(difference)
    return Outcome(rolled_out, tenants, transactions, tuple(broken))


def _current(session: Session, difference: Difference) -> list[str]:
    """Return the hosts that a rollout leaves alone: it would change nothing there, and it would take its time.

    One that builds packages is none of them, since this controller may not have what the others are about to install.
    """
    hosts = session.workspace.hosts.hosts
    return [
        name
        for name, host in difference.hosts.items()
        if host.software == "current" and "build" not in hosts[name].groups
    ]


def _roll_out(session: Session, current: list[str], watcher: Watcher) -> dict[str, int]:
    """Roll the software out, and return by host how many tasks changed something."""
    if current:  # they too keep other controllers out meanwhile
        claiming = run_playbook(session.site, "claim", watcher=watcher, without=session.without)
        refuse_claimed(claiming)
        claiming.raise_for_failures()
    run = run_playbook(session.site, "site", watcher=watcher, without=[*session.without, *current])
    refuse_claimed(run)
    run.raise_for_failures()
    return _changes(run)


def _asked(session: Session, removed: list[str], watcher: Watcher) -> Difference:
    """Return what the hosts lack now; UserError when more tenants would be removed than the operator was asked about."""
    fleet, difference = session.ask(watcher)
    refuse_silent(fleet)
    if more := set(removed_tenants(session, fleet, difference)).difference(removed):
        raise UserError(f"hosts got {', '.join(sorted(more))} meanwhile (run the command again)")
    return difference


def _bring_back(session: Session, difference: Difference, mended: Sequence[str], watcher: Watcher) -> None:
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
    session: Session,
    revisions: Revisions,
    difference: Difference,
    rolled_out: Mapping[str, int],
    watcher: Watcher,
    claim: Claim,
) -> Run:
    """Bring the tenants that differ, and have the hosts know the revision."""
    revisions.write(difference, rolled_out)
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


def tenant_details(session: Session, difference: Difference, watcher: Watcher) -> Details:
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
    session: Session,
    difference: Difference,
    watcher: Watcher,
    *,
    playbook: str = "tenants",
    check: bool = False,
    others: Sequence[str] = (),
) -> Run:
    session.workspace.write_bundle(difference.tenants)
    without = [*session.without, *others]
    return run_playbook(session.site, playbook, watcher=watcher, keep=QUERIES, without=without, check=check)


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
