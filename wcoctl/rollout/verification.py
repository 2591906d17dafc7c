"""Whether a running site does what it should."""

from collections.abc import Sequence

from wcoctl.compile.roles import hosts_in
from wcoctl.errors import UserError
from wcoctl.rollout.fleet import QUERIES, Fleet, HostState, states_of
from wcoctl.rollout.runner import Check, Run, Watcher, run_playbook
from wcoctl.rollout.session import Session
from wcoctl.rollout.updates import known_updates

__all__ = ["REACHABLE", "verify_site"]

REACHABLE = "The host is reachable"
_TOLD = 5
"""So many findings of a kind are named."""


def verify_site(session: Session, watcher: Watcher) -> list[Check]:
    """Ask every claim of playbooks/verify.yml, and compare releases and call plans; return all, by host."""
    run = run_playbook(session.site, "verify", watcher=watcher, keep=QUERIES, without=session.without)
    checks = [Check(host, REACHABLE, reason) for host, reason in run.unreachable.items()]
    checks += [Check(failure.host, failure.task, failure.reason) for failure in run.failures]
    updates = known_updates(session, watcher)
    checks += [
        Check(host, "Newer packages", "", note=note) for host, notes in updates.items() for note in notes
    ]
    checks += _mistakes(session)
    return sorted({*run.checks, *checks, *_state_checks(session, run), *_left_out(session)})


def _mistakes(session: Session) -> list[Check]:
    return [
        Check(
            session.site.root.name,
            f"The file of tenant {tenant}",
            "",
            note=f"has errors, so the tenant stays unchanged on the hosts: {problems[0]}",
        )
        for tenant, problems in session.workspace.broken.items()
    ]


def _left_out(session: Session) -> list[Check]:
    checks = []
    for name in hosts_in(session.workspace.hosts, "data"):
        reason = "the host is excluded from this run" if name in session.without else ""
        if not session.workspace.settings.test_number:
            reason = "site.yml sets no test_number (set it to a number that no tenant has)"
        if reason:
            checks.append(Check(name, "Test calls are recorded", "", reason))
    return checks


def _state_checks(session: Session, run: Run) -> list[Check]:
    fleet = states_of(run)
    difference = session.compare(fleet)
    checks = []
    for name, host in difference.hosts.items():
        software = f"is {host.software.replace('_', ' ')} (wcoctl apply rolls it out)"
        tenants = f"{', '.join(list(host.tenants)[:5])} differ (wcoctl apply --drift applies them)"
        checks += [
            Check(
                name,
                "Software is the wanted release",
                "" if host.software in ("current", "drifted") else software,
            ),
            Check(name, "Call plan is the wanted one", tenants if host.tenants else ""),
            Check(name, "Host is of this site", _foreign(session, name, fleet.hosts[name])),
            Check(name, "Host knows the newest revision", fleet.behind(name)),
            Check(
                name,
                "The host is as the roles left it",
                _some(host.drift, "wcoctl apply --drift restores it; remove by hand what was added"),
            ),
            Check(
                name,
                "Databases are whole, and those that services have open",
                _some(host.broken, "wcoctl apply repairs it"),
            ),
            Check(
                name,
                "Services run and answer, and none keeps crashing",
                _some(fleet.hosts[name].alarms, "journalctl -u shows why"),
            ),
            Check(
                name, "The disks have room", _some(fleet.hosts[name].disks, "wcoctl status shows them all")
            ),
        ]
    return checks


def _foreign(session: Session, name: str, state: HostState) -> str:
    try:
        session.check_identity(Fleet({name: state}, {}))
    except UserError as error:
        return str(error)
    return ""


def _some(texts: Sequence[str], hint: str) -> str:
    shown = "; ".join(texts[:_TOLD]) + (f"; and {len(texts) - _TOLD} more" if len(texts) > _TOLD else "")
    return f"{shown} ({hint})" if texts else ""
