"""What an apply may replace, and what the hosts keep of it."""

import base64
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wcoctl.compile.callplan import SITE
from wcoctl.errors import UserError
from wcoctl.site.claim import desk_of, operator, write_order
from wcoctl.site.difference import Difference
from wcoctl.site.fleet import Fleet
from wcoctl.site.guard import check_removals, unseen, unseen_text
from wcoctl.site.seen import SETTINGS, GitHistory, Seen
from wcoctl.site.session import Session

__all__ = ["Revisions", "check_removed", "check_unseen", "removed_tenants"]


def removed_tenants(session: Session, difference: Difference) -> list[str]:
    """Return the tenants that hosts hold and the workspace does not know."""
    return [
        tenant
        for tenant, state in difference.tenants.items()
        if state == "removed" and tenant not in session.workspace.manifest
    ]


def check_removed(session: Session, fleet: Fleet, difference: Difference) -> list[str]:
    """Return the tenants that an apply would remove; UserError unless the operator wants that."""
    removed = removed_tenants(session, difference)
    held = {tenant for state in fleet.hosts.values() for tenant in state.manifest} - {SITE}
    left = len(session.workspace.manifest.keys() - {SITE}) + len(session.workspace.broken)
    check_removals(removed, len(held), left, session.permission.max_removals, session.permission.confirm)
    return removed


def check_unseen(
    session: Session, fleet: Fleet, difference: Difference, result: Mapping[str, Any] | None = None
) -> Seen:
    """Return what this desk has seen now; UserError when the difference would undo what others applied meanwhile.

    ``result`` is what the command has found out all the same.
    """
    known = fleet.newest
    identity = session.secrets.wanted.identity
    seen = Seen.read(session.site, identity)
    if not known or not known.revision:
        return seen
    number, allowed = known.revision.number, session.permission
    if allowed.revision not in (None, number):
        raise UserError(f"the hosts hold {known.revision}, not {allowed.revision} (look with: wco history)")
    if allowed.any_revision or allowed.revision == number:
        found = []
    else:
        found = unseen(known, seen, session.files.identifiers, GitHistory(session.site.root))
    concerned = _concerned(session, difference)
    if blocking := [file for file in found if file.path in concerned]:
        raise UserError(unseen_text(known, seen.revision, blocking), result=result)
    now = Seen(number, frozenset(file.path for file in found))
    if now != seen:
        now.write(session.site, identity)
    return now


def _concerned(session: Session, difference: Difference) -> set[str]:
    """Return the files whose states on the hosts an apply would replace."""
    tenants = difference.tenants
    files = {path for tenant in tenants if tenant != SITE for path in session.workspace.files_of(tenant)}
    return files | (set(SETTINGS) if not session.only and (difference.software or SITE in tenants) else set())


class Revisions:
    """The hosts' revision of this run: the newest one that they know, and that which comes next."""

    def __init__(self, session: Session, fleet: Fleet, seen: Seen) -> None:
        """``fleet`` is as it answered before anything was changed."""
        self._session, self._seen, self.fleet = session, seen, fleet
        self._newest = fleet.newest
        self.number = max(fleet.revision, seen.revision) + 1

    def write(self, difference: Difference, rolled_out: Mapping[str, int]) -> None:
        """Write the order by which the hosts keep the revision."""
        files = self._files()
        everywhere = set.intersection(*(self._kept(name) for name in self.fleet.hosts))
        contents = {
            files[path]: base64.b64encode(zlib.compress(content)).decode()
            for path, content in self._session.files.contents.items()
            if files.get(path) == self._session.files.identifiers[path] and files[path] not in everywhere
        }
        held = (
            {path: content for path, (content, _since) in self._newest.files.items()} if self._newest else {}
        )
        order = {
            "desk": desk_of(self._session.site),
            "number": self.number,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": operator(),
            "what": {
                "tenants": {name: state for name, state in difference.tenants.items() if name != SITE},
                "settings": [path for path in SETTINGS if files.get(path) != held.get(path)],
                "software": sorted(rolled_out),
                "without": self._session.without,
            },
            "files": files,
            "contents": contents,
        }
        write_order(self._session.site, "revision.json", order)

    def recorded(self) -> None:
        """Remember that this desk has seen the revision, since it is its own."""
        Seen(self.number, self._seen.but).write(self._session.site, self._session.secrets.wanted.identity)

    def _files(self) -> dict[str, str]:
        """Return the files that hosts hold now: the workspace's, but of what this run leaves alone those of before."""
        mine = self._session.files.identifiers
        held = (
            {path: content for path, (content, _since) in self._newest.files.items()} if self._newest else {}
        )
        files = {path: (held if self._is_left(path) else mine).get(path) for path in (*mine, *held)}
        return {path: content for path, content in files.items() if content}

    def _is_left(self, path: str) -> bool:
        tenant = path.removeprefix("tenants/").removesuffix(".yml")
        is_left = f"tenants/{tenant}.yml" == path and self._session.leaves(tenant)
        return path in self._seen.but or is_left or bool(self._session.only and path in SETTINGS)

    def _kept(self, host: str) -> set[str]:
        known: Any = self.fleet.hosts[host].known
        return {content for content, _since in known.files.values()} if known else set()
