"""What the hosts of a site hold now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wcoctl.compile.schema import schema_version
from wcoctl.rollout.knowledge import Knowledge, newest, working_text
from wcoctl.rollout.runner import PlaybookRun, Watcher, run_playbook
from wcoctl.workspace.directory import SiteDirectory

__all__ = [
    "DRIFTED",
    "INSTALLING",
    "OUTDATED",
    "QUERIES",
    "Fleet",
    "HostState",
    "ask_hosts",
    "states_of",
]

INSTALLING = "installing"
"""The release of a host on which a rollout began and has not ended."""

QUERIES = ("wco_callplan", "wco_site", "wco_upkeep")
"""Modules that tell what a host holds."""

DRIFTED = "drifted"
"""In place of the digest of a tenant whose rows were changed by somebody else."""

OUTDATED = "outdated"
"""In place of the digest of a tenant that a host holds by another schema or release: with that goes the tenant."""


@dataclass(frozen=True)
class HostState:
    """One host, as it answered."""

    release: str
    """Digest of what is installed; empty for a bare host."""
    version: str
    manifest: Mapping[str, str]
    """Digest of each tenant's call plan."""
    known: Knowledge | None = None
    """What it knows of its site; None for a host of nobody."""
    broken: tuple[str, ...] = ()
    """What has to be repaired before a rollout: databases that cannot serve, services that have other files open."""
    drift: tuple[str, ...] = ()
    """What is not as the roles left it, where that was asked for; where it was not, only that nobody knows."""
    alarms: tuple[str, ...] = ()
    """Services that should run and do not, do not answer, or keep crashing."""
    disks: tuple[str, ...] = ()
    """Disks that are full or read-only, and that nobody looks at them."""


@dataclass(frozen=True)
class Fleet:
    """All hosts that were asked."""

    hosts: Mapping[str, HostState]
    silent: Mapping[str, str]
    """Hosts that could not be asked, and why."""

    @property
    def newest(self) -> Knowledge | None:
        """What the host knows that has the newest revision; None when no host has any."""
        return newest(state.known for state in self.hosts.values())

    @property
    def revision(self) -> int:
        """Number of the newest revision; 0 when there is none."""
        return _number(self.newest)

    @property
    def applied(self) -> Mapping[str, str]:
        """Identifiers of the files of the newest revision."""
        return {path: content for path, (content, _since) in self.newest.files.items()} if self.newest else {}

    @property
    def lagging(self) -> bool:
        """Whether a host does not know the newest revision, or there is none yet."""
        numbers = {_number(state.known) for state in self.hosts.values()}
        return bool(numbers) and (numbers != {self.revision} or not self.revision)

    @property
    def working(self) -> list[str]:
        """Who works on hosts just now."""
        known = ((name, state.known) for name, state in sorted(self.hosts.items()))
        return [working_text(name, one.working) for name, one in known if one and one.working]

    def behind(self, host: str) -> str:
        """Say which revision a host knows instead of the newest one; empty when it knows that."""
        known = self.hosts[host].known
        if known and known.damaged:
            return f"cannot read its site data: {known.damaged} (wcoctl apply creates a new file)"
        number = _number(known)
        if number and number == self.revision:
            return ""
        what = f"knows revision {number} of {self.revision}" if number else "does not know what was applied"
        return f"{what} (wcoctl apply updates it)"

    def unfinished(self, host: str) -> list[str]:
        """Say what a rollout that goes on no more has left undone on a host."""
        state = self.hosts[host]
        if not state.release or (state.known and state.known.working):
            return []
        if state.release == INSTALLING:
            return ["a rollout did not finish (wcoctl apply continues it)"]
        return [text for text in [self.behind(host)] if text]

    @property
    def notes(self) -> list[str]:
        """What explains or follows from what hosts are reported to lack: who works there now, and who has missed a revision."""
        behind = {name: self.behind(name) for name, state in sorted(self.hosts.items()) if state.release}
        return [*self.working, *(f"{name} {text}" for name, text in behind.items() if text)]

    def forgetful(self, desk: str) -> list[str]:
        """Return the hosts that should know a revision when no host knows any.

        Not those whose first rollout has not ended: they have no call plan, or the controller that began has their lock.
        """
        if self.newest:
            return []
        return [
            name
            for name, state in sorted(self.hosts.items())
            if state.manifest or (state.release and not (state.known and state.known.identity))
            if not (state.known and state.known.lock == desk)
        ]


def _number(known: Knowledge | None) -> int:
    return known.revision.number if known and known.revision else 0


def ask_hosts(site: SiteDirectory, watcher: Watcher, without: list[str]) -> Fleet:
    """Ask every host what it holds."""
    return states_of(run_playbook(site, "query", watcher=watcher, keep=QUERIES, without=without))


def states_of(run: PlaybookRun) -> Fleet:
    """Return what the hosts of a run told of themselves; it has to have kept those of ``QUERIES``."""
    silent = {host: f"is not reachable: {reason}" for host, reason in run.unreachable.items()}
    silent |= {failure.host: f"cannot be asked: {failure.reason}" for failure in run.failures}
    known, upkeep = run.results_of("wco_site"), run.results_of("wco_upkeep")
    states = {
        host: _state(result, Knowledge.of(known.get(host, {})), upkeep.get(host, {}))
        for host, result in run.results_of("wco_callplan").items()
        if host not in silent
    }
    return Fleet(states, silent)


def _state(result: Mapping[str, Any], known: Knowledge | None, upkeep: Mapping[str, Any]) -> HostState:
    marker = result.get("release") or {}
    drifted = [*(result.get("drifted") or ()), *upkeep.get("lacking", ())]
    manifest = dict(result.get("manifest") or {}) | dict.fromkeys(drifted, DRIFTED)
    if result.get("former") or result.get("schema_version") not in (None, schema_version()):
        manifest = dict.fromkeys(manifest, OUTDATED)
    return HostState(
        marker.get("release", ""),
        marker.get("version", ""),
        manifest,
        known,
        broken=tuple(upkeep.get("broken", ())),
        drift=tuple(upkeep.get("drift", ())),
        alarms=tuple(text for kind in ("stopped", "silent", "crashing") for text in upkeep.get(kind, ())),
        disks=tuple(upkeep.get("disks", ())),
    )
