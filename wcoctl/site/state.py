"""What runs where."""

from typing import Any

from wcoctl.compile.callplan import SITE
from wcoctl.site.fleet import Fleet, states_of
from wcoctl.site.runner import Watcher, run_playbook
from wcoctl.site.session import Session

__all__ = ["site_status"]

_SERVICES = "ansible.builtin.command"


def site_status(session: Session, watcher: Watcher) -> tuple[Fleet, dict[str, dict[str, Any]]]:
    """Ask the hosts for their services and what they hold; return it by host as plain data."""
    run = run_playbook(
        session.site, "status", watcher=watcher, keep=["wco_callplan", _SERVICES], without=session.without
    )
    fleet = states_of(run)
    difference = session.compare(fleet)
    services = {host: _services(result) for host, result in run.results_of(_SERVICES).items()}
    return fleet, {
        name: {
            "address": str(session.workspace.hosts.hosts[name].address),
            "groups": list(session.workspace.hosts.hosts[name].groups),
            "release": state.release,
            "version": state.version,
            "software": difference.hosts[name].software,
            "services": services.get(name, {}),
            "tenants": len(state.manifest.keys() - {SITE}),
            "outdated": dict(difference.hosts[name].tenants),
        }
        for name, state in sorted(fleet.hosts.items())
    }


def _services(result: dict[str, Any]) -> dict[str, str]:
    units = result.get("cmd", [])[2:]
    return dict(zip(units, result.get("stdout_lines", []), strict=False))
