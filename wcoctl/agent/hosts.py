"""The hosts as the agent last knew them: a change needs one run of Ansible instead of two, and that one has begun already.

What is remembered is a guess. Hosts refuse a run that has not seen their newest revision, so that a wrong one costs a question.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf

from wcoctl.errors import RunFailed, UserError
from wcoctl.rollout.apply import ApplyOutcome, apply_difference
from wcoctl.rollout.armed import ArmedRun
from wcoctl.rollout.difference import Difference
from wcoctl.rollout.fleet import Fleet, HostState
from wcoctl.rollout.knowledge import Revision
from wcoctl.rollout.revision import Revisions
from wcoctl.rollout.runner import Watcher
from wcoctl.rollout.session import SiteSession
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import Seen

__all__ = ["FleetAwayError", "KnownFleet"]

_BELIEVED_SECONDS = 3600
_ASKED_AGAIN_SECONDS = 60
"""So long after hosts have not answered they are asked again."""


class FleetAwayError(Exception):
    """The hosts cannot be changed now, whatever the change is."""


@dataclass
class KnownFleet:
    """What the hosts hold."""

    watcher: Watcher
    _fleet: Fleet | None = None
    _asked: float = -inf
    _armed: ArmedRun | None = None

    def apply(self, session: SiteSession) -> ApplyOutcome:
        """Apply the session's tenants. FleetAwayError when no change can be applied now; RunFailed when this one cannot."""
        if self._fleet and time.monotonic() - self._asked < _BELIEVED_SECONDS:
            fleet, self._fleet = self._fleet, None
            armed, self._armed = self._armed, None
            try:
                return self._apply(replace(session, armed=armed), fleet, session.compare(fleet))
            except (RunFailed, FleetAwayError):
                pass  # asking shows whether it was for what they hold
        return self._apply(session, *self._ask(session))

    @property
    def is_known(self) -> bool:
        """Whether hosts have told what they hold, or did not answer a short time ago."""
        return time.monotonic() - self._asked < (
            _BELIEVED_SECONDS / 2 if self._fleet else _ASKED_AGAIN_SECONDS
        )

    @property
    def is_armed(self) -> bool:
        """Whether the next change finds the hosts reached, or there is no use in reaching them."""
        return self._fleet is None or bool(self._armed and self._armed.is_usable)

    def ask(self, session: SiteSession) -> None:
        """Ask the hosts beforehand. FleetAwayError when they do not answer."""
        self._asked = time.monotonic()
        self._fleet = None
        self._fleet, _ = self._ask(session)

    def arm(self, site: SiteDirectory) -> None:
        """Reach the hosts for the next change; the caller holds the site's lock."""
        self._armed = ArmedRun(site)

    def _ask(self, session: SiteSession) -> tuple[Fleet, Difference]:
        try:
            fleet, difference = session.ask(self.watcher)
        except (RunFailed, UserError) as error:
            raise FleetAwayError(str(error)) from error
        if fleet.silent:
            raise FleetAwayError("; ".join(f"{host}: {why}" for host, why in sorted(fleet.silent.items())))
        self._asked = time.monotonic()
        return fleet, difference

    def _apply(self, session: SiteSession, fleet: Fleet, difference: Difference) -> ApplyOutcome:
        seen = Seen.read(session.site, session.secrets.wanted.identity)
        files = Revisions(session, fleet, seen).files
        try:
            outcome = apply_difference(session, fleet, difference, self.watcher, software=False)
        except (
            UserError
        ) as error:  # another controller works there, or has applied what this one has not seen
            raise FleetAwayError(str(error)) from error
        self._fleet = None
        if not outcome.software and not outcome.mended:
            number = Seen.read(session.site, session.secrets.wanted.identity).revision
            self._fleet = _after(session, fleet, difference, files, number)
            self._asked = time.monotonic()
        return outcome


def _after(
    session: SiteSession, fleet: Fleet, difference: Difference, files: Mapping[str, str], number: int
) -> Fleet:
    """Return what the hosts hold when the difference has been applied."""
    wanted = session.workspace.manifest

    def changed(name: str, state: HostState) -> HostState:
        tenants = difference.hosts[name].tenants
        manifest = {tenant: digest for tenant, digest in state.manifest.items() if tenant not in tenants}
        manifest |= {tenant: wanted[tenant] for tenant in tenants if tenant in wanted}
        known = state.known and replace(
            state.known,
            revision=Revision(number, "", session.author, {}),
            files={path: (content, number) for path, content in files.items()},
            lock="",
            working=None,
        )
        return replace(state, manifest=manifest, known=known)

    return replace(fleet, hosts={name: changed(name, state) for name, state in fleet.hosts.items()})
