"""What an apply may replace, and what the hosts keep of it."""

import base64
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wcoctl.compile.callplan import SITE
from wcoctl.errors import UserError
from wcoctl.rollout.claim import desk_of, operator, write_order
from wcoctl.rollout.difference import Difference, TenantState
from wcoctl.rollout.fleet import Fleet
from wcoctl.rollout.guard import check_removals, forgotten_text, unseen, unseen_text
from wcoctl.rollout.session import SiteSession
from wcoctl.workspace.seen import SETTINGS, GitHistory, Seen, tenant_of

__all__ = ["Revisions", "check_removed", "check_unseen", "removed_tenants"]

_AFTER_A_LOSS = 1000


def removed_tenants(session: SiteSession, fleet: Fleet, difference: Difference) -> list[str]:
    """Return the tenants that hosts hold, or should by their newest revision, and the workspace does not know."""
    held = {tenant for tenant, state in difference.tenants.items() if state == "removed"} | _applied(fleet)
    known = session.workspace.manifest
    return sorted(tenant for tenant in held if tenant not in known and not session.leaves(tenant))


def check_removed(session: SiteSession, fleet: Fleet, difference: Difference) -> list[str]:
    """Return the tenants that an apply would remove; UserError unless the operator wants that."""
    removed = removed_tenants(session, fleet, difference)
    held = {tenant for state in fleet.hosts.values() for tenant in state.manifest} - {SITE} | _applied(fleet)
    left = len(session.workspace.manifest.keys() - {SITE}) + len(session.workspace.broken)
    check_removals(removed, len(held), left, session.permission.max_removals, session.permission.confirm)
    return removed


def _applied(fleet: Fleet) -> set[str]:
    """Return the tenants of the newest revision: a call plan that was lost, or recreated, holds none."""
    return {tenant for path in fleet.applied if (tenant := tenant_of(path))}


def check_unseen(
    session: SiteSession, fleet: Fleet, difference: Difference, result: Mapping[str, Any] | None = None
) -> Seen:
    """Return what this controller has seen now; UserError when the difference would undo what others applied meanwhile.

    ``result`` is what the command has found out all the same.
    """
    known, allowed = fleet.newest, session.permission
    identity = session.secrets.wanted.identity
    seen = Seen.read(session.site, identity)
    if not known or not known.revision:
        _check_forgotten(session, fleet, difference, result)
        return seen
    number = known.revision.number
    if allowed.revision not in (None, number):
        raise UserError(
            f"the hosts hold {known.revision}, not {allowed.revision} (check with: wcoctl history)"
        )
    if allowed.any_revision or allowed.revision == number:
        found = []
    else:
        found = unseen(known, seen, session.files.identifiers, GitHistory(session.site.root))
    concerned = _concerned(session, fleet, difference)
    if blocking := [file for file in found if file.path in concerned]:
        raise UserError(unseen_text(known, seen.revision, blocking), result=result)
    now = Seen(number, frozenset(file.path for file in found))
    if now != seen:
        now.write(session.site, identity)
    return now


def _check_forgotten(
    session: SiteSession, fleet: Fleet, difference: Difference, result: Mapping[str, Any] | None
) -> None:
    """Raise UserError when hosts have lost their history, and nothing else shows that this controller's files are the newest."""
    forgetful, allowed = fleet.forgetful(desk_of(session.site)), session.permission
    if forgetful and session.only:
        raise UserError(
            f"{', '.join(forgetful)}: what was applied there is not known, so no single tenant can be applied"
            f" (wcoctl apply {session.site.root.name})"
        )
    is_the_newest = not (difference.software or difference.tenants or session.workspace.broken)
    if forgetful and not is_the_newest and not allowed.any_revision and allowed.revision != 0:
        raise UserError(forgotten_text(forgetful), result=result)


def _concerned(session: SiteSession, fleet: Fleet, difference: Difference) -> set[str]:
    """Return the files whose states on the hosts an apply would replace."""
    tenants = {*difference.tenants, *removed_tenants(session, fleet, difference)}
    files = {path for tenant in tenants if tenant != SITE for path in session.workspace.files_of(tenant)}
    return files | (set(SETTINGS) if not session.only and (difference.software or SITE in tenants) else set())


class Revisions:
    """The hosts' revision of this run: the newest one that they know, and that which comes next."""

    def __init__(self, session: SiteSession, fleet: Fleet, seen: Seen) -> None:
        """``fleet`` is as it answered before anything was changed."""
        self._session, self._seen, self.fleet = session, seen, fleet
        # Where the hosts have forgotten theirs, other controllers may have seen higher numbers than this one.
        further = _AFTER_A_LOSS if session.permission.revision == 0 else 1
        self.number = max(fleet.revision, seen.revision) + further
        self._files = self._held()

    @property
    def files(self) -> dict[str, str]:
        """Identifiers of the files that hosts know after this run."""
        return dict(self._files)

    @property
    def known(self) -> bool:
        """Whether every host knows the files that it holds, also those that changed nothing or came by a run that was killed."""
        return not self.fleet.lagging and self._files == self.fleet.applied

    def write(self, tenants: Mapping[str, TenantState], rolled_out: Mapping[str, int]) -> None:
        """Write the order by which the hosts keep the revision."""
        files, before = self._files, self.fleet.applied
        everywhere = set.intersection(*(self._kept(name) for name in self.fleet.hosts))
        contents = {
            files[path]: base64.b64encode(zlib.compress(content)).decode()
            for path, content in self._session.files.contents.items()
            if files.get(path) == self._session.files.identifiers[path] and files[path] not in everywhere
        }
        order = {
            "desk": desk_of(self._session.site),
            "number": self.number,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": self._session.author or operator(),
            "what": {
                "tenants": self._changes() | {name: state for name, state in tenants.items() if name != SITE},
                "settings": [path for path in SETTINGS if files.get(path) != before.get(path)],
                "software": sorted(rolled_out),
                "without": self._session.without,
            },
            "files": files,
            "contents": contents,
        }
        write_order(self._session.site, "revision.json", order)

    def recorded(self) -> None:
        """Remember that this controller has seen the revision, since it is its own."""
        Seen(self.number, self._seen.but).write(self._session.site, self._session.secrets.wanted.identity)

    def _held(self) -> dict[str, str]:
        """Return the files that hosts hold now: the workspace's, but of what this run leaves alone those of before."""
        mine, before = self._session.files.identifiers, self.fleet.applied
        workspace = self._session.workspace
        tenants = [tenant for tenant in workspace.manifest if not self._session.leaves(tenant)]
        brought = {path for tenant in tenants for path in workspace.files_of(tenant)}
        files = {
            path: (before if self._is_left(path, brought) else mine).get(path) for path in (*mine, *before)
        }
        return {path: content for path, content in files.items() if content}

    def _is_left(self, path: str, brought: set[str]) -> bool:
        if path in self._seen.but:
            return True
        if path in SETTINGS:
            return bool(self._session.only)
        if tenant := tenant_of(path):
            return self._session.leaves(tenant)
        # A recording; whose it is, is unknown when its tenant's file cannot be read.
        return path not in brought and bool(self._session.only or self._session.workspace.broken)

    def _changes(self) -> dict[str, str]:
        """Return what became of tenants since the newest revision, by their files; nothing where there is none yet."""
        files, before = self._files, self.fleet.applied
        changed = {path: tenant_of(path) for path in {*files, *before} if files.get(path) != before.get(path)}
        return {
            tenant: "changed" if path in files and path in before else "added" if path in files else "removed"
            for path, tenant in sorted(changed.items())
            if tenant and before
        }

    def _kept(self, host: str) -> set[str]:
        known: Any = self.fleet.hosts[host].known
        return {content for content, _since in known.files.values()} if known else set()
