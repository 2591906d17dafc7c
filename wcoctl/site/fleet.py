"""What the hosts of a site hold now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wcoctl.site.directory import REPOSITORY, SiteDirectory
from wcoctl.site.runner import Run, Watcher, run_playbook

__all__ = ["INSTALLING", "OUTDATED", "Fleet", "HostState", "schema_version", "states_of", "survey"]

INSTALLING = "installing"
"""The release of a host on which a rollout began and has not ended."""

DRIFTED = "drifted"
"""Stands for the digest of a tenant whose rows were changed by somebody else."""

OUTDATED = "outdated"
"""Stands for the digest of a tenant that a host holds by another schema: with that goes the tenant."""


@dataclass(frozen=True)
class HostState:
    """One host, as it answered."""

    release: str
    """Digest of what is installed; empty for a bare host."""
    version: str
    manifest: Mapping[str, str]
    """Digest of each tenant's call plan."""


@dataclass(frozen=True)
class Fleet:
    """All hosts that were asked."""

    hosts: Mapping[str, HostState]
    silent: Mapping[str, str]
    """Hosts that could not be asked, and why."""


def survey(site: SiteDirectory, watcher: Watcher, without: list[str]) -> Fleet:
    """Ask every host what it holds."""
    return states_of(run_playbook(site, "query", watcher=watcher, keep=["wco_callplan"], without=without))


def states_of(run: Run) -> Fleet:
    """Return what the hosts of a run told of themselves; it has to have kept the results of wco_callplan."""
    silent = {host: f"is not reachable: {reason}" for host, reason in run.unreachable.items()}
    silent |= {failure.host: f"cannot be asked: {failure.reason}" for failure in run.failures}
    states = {
        host: _state(result) for host, result in run.results_of("wco_callplan").items() if host not in silent
    }
    return Fleet(states, silent)


def _state(result: Mapping[str, Any]) -> HostState:
    marker = result.get("release") or {}
    manifest = dict(result.get("manifest") or {}) | dict.fromkeys(result.get("drifted") or (), DRIFTED)
    if result.get("schema_version") not in (None, schema_version()):
        manifest = dict.fromkeys(manifest, OUTDATED)
    return HostState(marker.get("release", ""), marker.get("version", ""), manifest)


def schema_version() -> int:
    """Return the version of the call plan's schema that the desk compiles for."""
    text = (REPOSITORY / "schemas" / "callplan.sql").read_text(encoding="utf-8")
    found = re.search(r"^PRAGMA user_version = (\d+);", text, re.MULTILINE)
    if not found:
        raise ValueError("schemas/callplan.sql sets no user_version")
    return int(found[1])
