"""The site's history as its hosts know it: what was applied when and by whom, and the way back."""

import base64
import binascii
import os.path
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wcoctl.errors import UserError
from wcoctl.files import write_atomically
from wcoctl.rollout.fleet import Fleet
from wcoctl.rollout.guard import unseen
from wcoctl.rollout.knowledge import Revision, working_text
from wcoctl.rollout.runner import Watcher, run_playbook
from wcoctl.rollout.session import SiteSession
from wcoctl.workspace.seen import GitHistory, Seen, identify, tenant_of

__all__ = ["Changes", "revisions", "roll_back", "tenant_texts"]

_TENANTS = "tenants/"


@dataclass(frozen=True)
class Changes:
    """What a rollback did to the workspace, by the files' paths."""

    written: list[str]
    removed: list[str]
    elsewhere: list[str]
    """Recorded prompts that were other ones then; hosts do not keep those."""


def revisions(session: SiteSession, watcher: Watcher) -> tuple[list[Revision], list[str]]:
    """Return all revisions that any host knows, newest first, and who works on hosts just now."""
    answers = _ask(session, 0, watcher)
    found = {told["number"]: Revision(**told) for result in answers.values() for told in result["revisions"]}
    working = [
        working_text(host, result["working"]) for host, result in answers.items() if result.get("working")
    ]
    return [found[number] for number in sorted(found, reverse=True)], working


def roll_back(session: SiteSession, fleet: Fleet, number: int, watcher: Watcher, *, force: bool) -> Changes:
    """Make the workspace's tenant files what they were at a revision; what was never applied is lost with ``force`` only."""
    told = _ask(session, number, watcher)
    held = _held(told, number)
    wanted = _texts(number, held)
    recordings = {
        path: name
        for path, (name, _) in held[0].items()
        if path.startswith(_TENANTS) and path not in wanted and path.isprintable()
    }
    mine = {path: text for path, text in session.files.contents.items() if path.startswith(_TENANTS)}
    kept = {name for result in told.values() for name in result["kept"]}
    other = [path for path in sorted(mine) if mine[path] != wanted.get(path)]
    unread = [path for path in sorted(wanted.keys() - mine) if os.path.lexists(session.site.root / path)]
    lost = [path for path in other if identify(mine[path]) not in kept] + unread
    if lost and not force:
        raise UserError(
            f"{', '.join(lost)}: was never applied, and would be lost: nothing was changed (wcoctl apply, or --force)"
        )
    written = [path for path in sorted(wanted) if mine.get(path) != wanted[path]]
    for path in written:
        write_atomically(session.site.root / path, wanted[path])
        (session.site.root / path).chmod(0o644)
    removed = sorted(mine.keys() - wanted.keys())
    for path in removed:
        (session.site.root / path).unlink()
    _saw_tenants(session, fleet)
    elsewhere = [path for path, name in recordings.items() if session.files.identifiers.get(path) != name]
    return Changes(written, removed, sorted(elsewhere))


def tenant_texts(session: SiteSession, number: int, watcher: Watcher) -> dict[str, bytes]:
    """Return the tenants' files of a revision by their paths; UserError when no host knows it."""
    return _texts(number, _held(_ask(session, number, watcher), number))


def _held(told: Mapping[str, Any], number: int) -> list[dict[str, Any]]:
    """Return a revision's files as each host that knows it tells them."""
    held = [result["revision_files"] for result in told.values() if result["revision_files"] is not None]
    if not held:
        known = sorted({each["number"] for result in told.values() for each in result["revisions"]})
        numbers = (
            f"{known[0]} to {known[-1]}, see wcoctl history"
            if known
            else "none, wcoctl apply creates the first one"
        )
        raise UserError(f"no host knows revision {number} (they know {numbers})")
    return held


def _texts(number: int, told: Sequence[Mapping[str, tuple[str, str | None]]]) -> dict[str, bytes]:
    """Return the tenants' files of a revision, as the first host tells them; any host may have their contents.

    UserError for what no controller can have recorded: whoever controls a host must not write into its folders.
    """
    data = {name: text for files in told for name, text in files.values() if text}
    of_tenants = {path: file for path, file in told[0].items() if path.startswith(_TENANTS)}
    texts = {}
    for path, (name, text) in of_tenants.items():
        if not text and not path.endswith(".yml"):
            continue  # a recording
        texts[path] = _text(data.get(name, ""))
        if not tenant_of(path) or identify(texts[path]) != name:
            raise UserError(
                f"the hosts do not know {path!r} as it was at revision {number}: nothing was changed"
                " (restore the tenants' files from git or a backup)"
            )
    return texts


def _text(data: str) -> bytes:
    try:
        return zlib.decompress(base64.b64decode(data))
    except (binascii.Error, zlib.error):
        return b""


def _saw_tenants(session: SiteSession, fleet: Fleet) -> None:
    """Remember that this controller knows the tenants' files; what a rollback does not write stays unseen where it was so."""
    identity = session.secrets.wanted.identity
    found = []
    if known := fleet.newest:
        seen, mine = Seen.read(session.site, identity), session.files.identifiers
        found = unseen(known, seen, mine, GitHistory(session.site.root))
    but = frozenset(file.path for file in found if not tenant_of(file.path))
    Seen(fleet.revision, but).write(session.site, identity)


def _ask(session: SiteSession, number: int, watcher: Watcher) -> dict[str, dict[str, Any]]:
    """Ask the hosts; one that does not answer does not matter while another one does."""
    values = {"base_site_revision": str(number)}
    run = run_playbook(
        session.site, "history", watcher=watcher, keep=["wco_site"], without=session.without, values=values
    )
    told = run.results_of("wco_site")
    if not told:
        run.raise_for_failures()
    return told
