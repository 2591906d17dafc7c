"""What would change on which host: the wanted state against what the hosts hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from wcoctl.model.site import Hosts
from wcoctl.rollout.fleet import INSTALLING, Fleet, HostState

__all__ = ["Difference", "HostDifference", "Software", "TenantState", "compare"]

Software = Literal["current", "drifted", "other_release", "half_installed", "not_installed"]
TenantState = Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class HostDifference:
    """What a host lacks."""

    software: Software
    tenants: Mapping[str, TenantState]
    broken: tuple[str, ...] = ()
    """What has to be repaired."""
    drift: tuple[str, ...] = ()
    """What is not as the last rollout left it."""


@dataclass(frozen=True)
class Difference:
    """What all hosts lack, by their names."""

    hosts: Mapping[str, HostDifference]

    @property
    def software(self) -> list[str]:
        """Hosts whose software has to be rolled out."""
        return sorted(name for name, host in self.hosts.items() if host.software != "current")

    @property
    def broken(self) -> list[str]:
        """Hosts on which something has to be repaired."""
        return sorted(name for name, host in self.hosts.items() if host.broken)

    @property
    def tenants(self) -> dict[str, TenantState]:
        """Tenants that differ on any host."""
        return {
            tenant: state for host in self.hosts.values() for tenant, state in sorted(host.tenants.items())
        }

    @property
    def empty(self) -> bool:
        """Whether every host is as it should be."""
        return not self.software and not self.tenants and not self.broken


def compare(
    hosts: Hosts,
    releases: Mapping[str, str],
    manifest: Mapping[str, str],
    fleet: Fleet,
    leaves: Callable[[str], bool] = lambda _tenant: False,
) -> Difference:
    """Compare the wanted releases and call plans with those of the hosts that answered.

    Tenants that ``leaves`` is true of stay as they are, so they do not differ.
    """
    return Difference(
        {
            name: HostDifference(
                _software(releases[name], state),
                _tenants(
                    manifest if {"edge", "media", "data"} & set(hosts.hosts[name].groups) else {},
                    state.manifest,
                    leaves,
                ),
                state.broken,
                state.drift,
            )
            for name, state in sorted(fleet.hosts.items())
        }
    )


def _software(wanted: str, state: HostState) -> Software:
    if state.release == wanted:
        return "drifted" if state.drift else "current"
    if state.release == INSTALLING:
        return "half_installed"
    return "other_release" if state.release else "not_installed"


def _tenants(
    wanted: Mapping[str, str], held: Mapping[str, str], leaves: Callable[[str], bool]
) -> dict[str, TenantState]:
    states: dict[str, TenantState] = {}
    for tenant in sorted(wanted.keys() | held.keys()):
        if leaves(tenant):
            continue
        if tenant not in held:
            states[tenant] = "added"
        elif tenant not in wanted:
            states[tenant] = "removed"
        elif wanted[tenant] != held[tenant]:
            states[tenant] = "changed"
    return states
