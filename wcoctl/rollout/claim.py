"""The lock between controllers: while one works on a site's hosts, they refuse the others."""

import getpass
import hashlib
import json
import os
import shlex
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from wcoctl.errors import RunFailed, UserError
from wcoctl.rollout.knowledge import Revision, time_text, working_text
from wcoctl.rollout.runner import Run, Watcher, run_playbook
from wcoctl.rollout.session import Session
from wcoctl.secrets.site_secrets import digests
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["Claim", "claimed", "desk_of", "operator", "refuse_claimed", "write_order"]

_TASK = "The site is locked for this controller's run"
_MINUTES = 60
"""Longer than a first rollout; each playbook of a run restarts it."""


class Claim:
    """The right to work on the hosts; ``ended`` says that a playbook has given it back."""

    ended = False


@contextmanager
def claimed(session: Session, newest: int, watcher: Watcher, minutes: int = _MINUTES) -> Iterator[Claim]:
    """Let the playbooks of the block claim the hosts, and give them back at its end.

    ``newest`` is the revision that they held when they were asked. The claim of a killed run is its controller's to go on with;
    for others it ends by itself.
    """
    secrets = session.secrets.wanted
    order = {
        "site": session.workspace.settings.site,
        "identity": secrets.identity,
        "secrets": digests(secrets),
        "seen": newest,
        "desk": desk_of(session.site),
        "who": operator(),
        "command": shlex.join(sys.argv[1:3]),
        "seconds": minutes * 60,
        "break_lock": session.permission.break_lock,
    }
    write_order(session.site, "claim.json", order)
    claim = Claim()
    try:
        yield claim
    finally:
        if not claim.ended:
            with suppress(RunFailed):  # on hosts that cannot be reached now it expires
                run_playbook(session.site, "release", watcher=watcher, without=session.without)


def write_order(site: SiteDirectory, name: str, order: Mapping[str, Any]) -> None:
    """Write a file for the module wco_site."""
    site.make_state()
    site.orders.mkdir(mode=0o700, exist_ok=True)
    (site.orders / name).write_text(json.dumps(order), encoding="utf-8")


def refuse_claimed(run: Run) -> None:
    """Raise UserError when hosts did not let this controller work on them."""
    for failure in run.failures:
        if failure.task == _TASK and failure.reason.startswith("{"):
            raise UserError(_why(failure.host, json.loads(failure.reason)))


def operator() -> str:
    """Return who works where."""
    return f"{getpass.getuser()}@{socket.gethostname()}"


def _why(host: str, told: Mapping[str, Any]) -> str:
    if lock := told.get("lock"):
        return (
            f"{working_text(host, lock)}: nothing was changed"
            f" (wait until it has ended; if it died, the lock ends by itself at {time_text(lock['until'])}"
            " or with --break-lock)"
        )
    if "revision" in told:
        newer = Revision(**told["revision"])
        return f"{host} got {newer} just now: nothing was changed (run the command again to see what is new)"
    return f"{host} got the site '{told['site']}' just now: nothing was changed"


def desk_of(site: SiteDirectory) -> str:
    """Return what stays the same for this folder on this machine only: its local lock keeps runs of it apart."""
    try:
        machine = Path("/etc/machine-id").read_text(encoding="utf-8").strip()
    except OSError:
        machine = ""
    return hashlib.sha256(f"{machine} {os.uname().nodename} {site.root}".encode()).hexdigest()
