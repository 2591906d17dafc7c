"""A newer Asterisk on the media nodes, one after the other, without cutting a call."""

from wcoctl.compile.roles import hosts_in
from wcoctl.errors import UserError
from wcoctl.rollout.claim import claimed, refuse_claimed
from wcoctl.rollout.runner import Watcher, run_playbook
from wcoctl.rollout.session import Session, refuse_silent

__all__ = ["upgrade_asterisk"]

_UPGRADED = "The newer packages are installed"
_COMMAND = "ansible.builtin.command"
_MINUTES = 60
"""What the upgrade of a node may take besides the end of its calls."""


def upgrade_asterisk(session: Session, wait_minutes: int, watcher: Watcher) -> dict[str, tuple[bool, str]]:
    """Upgrade every media node; return for each whether it was upgraded, and the version that runs now."""
    fleet, difference = session.ask(watcher)
    refuse_silent(fleet)
    if difference.software:
        raise UserError(
            f"the software of {', '.join(difference.software)} is not the wanted release (run wcoctl apply first)"
        )
    values = {"upgrade_wait_seconds": str(wait_minutes * 60)}
    nodes = len(hosts_in(session.workspace.hosts, "media"))
    session = session.with_kept_secrets(fleet)
    with claimed(session, fleet.revision, watcher, minutes=nodes * (wait_minutes + _MINUTES)):
        run = run_playbook(
            session.site,
            "upgrade_asterisk",
            watcher=watcher,
            keep=[_COMMAND],
            without=session.without,
            values=values,
        )
    refuse_claimed(run)
    run.raise_for_failures()
    upgraded = {host for host, task in run.changed if task == _UPGRADED}
    versions = {host: result["stdout"] for host, result in run.results_of(_COMMAND).items()}
    return {host: (host in upgraded, version) for host, version in sorted(versions.items())}
