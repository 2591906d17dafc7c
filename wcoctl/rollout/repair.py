"""Repairs what is broken on hosts, and says what no rollout can restore."""

from collections.abc import Collection

from wcoctl.errors import RunFailed
from wcoctl.rollout.claim import refuse_claimed
from wcoctl.rollout.difference import Difference
from wcoctl.rollout.runner import Watcher, run_playbook
from wcoctl.rollout.session import Session

__all__ = ["mend", "refuse_what_stays", "reopen"]


def mend(session: Session, hosts: Collection[str], watcher: Watcher) -> None:
    """Put databases that cannot serve out of the way, and new ones in their place; the call plan's rows come after that."""
    _run(session, "mend", hosts, watcher)


def reopen(session: Session, hosts: Collection[str], watcher: Watcher) -> None:
    """Have the services that hold another file open the one that is there: when it has its rows, not before."""
    _run(session, "reopen", hosts, watcher)


def refuse_what_stays(difference: Difference) -> None:
    """Raise RunFailed for what a rollout has not put right; ``difference`` is from after it."""
    lines = [f"{name}: {text}" for name, host in difference.hosts.items() for text in host.drift]
    if lines:
        lines.append(
            "no role restores this: do it by hand (a file that was added goes, one of a package comes out of it:"
        )
        lines.append(
            "apt-get download PACKAGE && dpkg-deb --fsys-tarfile PACKAGE_*.deb | tar -x -C / ./etc/FILE)"
        )
        raise RunFailed("\n".join(lines))


def _run(session: Session, playbook: str, hosts: Collection[str], watcher: Watcher) -> None:
    others = [name for name in session.workspace.hosts.hosts if name not in hosts]
    run = run_playbook(session.site, playbook, watcher=watcher, without=others)
    refuse_claimed(run)
    run.raise_for_failures()
