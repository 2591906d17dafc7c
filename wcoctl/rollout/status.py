"""What runs where."""

import base64
import json
from typing import Any

from wcoctl.compile.callplan import SITE
from wcoctl.rollout.fleet import QUERIES, Fleet, states_of
from wcoctl.rollout.runner import Watcher, run_playbook
from wcoctl.rollout.session import Session

__all__ = ["site_status"]

_SERVICES = "ansible.builtin.command"
_SPACE = "ansible.builtin.slurp"


def site_status(session: Session, watcher: Watcher) -> tuple[Fleet, dict[str, dict[str, Any]]]:
    """Ask the hosts for their services and what they hold; return it by host as plain data."""
    run = run_playbook(
        session.site,
        "status",
        watcher=watcher,
        keep=[*QUERIES, _SERVICES, _SPACE],
        without=session.without,
    )
    fleet = states_of(run)
    difference = session.compare(fleet)
    space = {host: _space(result) for host, result in run.results_of(_SPACE).items()}
    services = {host: _services(result) for host, result in run.results_of(_SERVICES).items()}
    return fleet, {
        name: {
            "address": str(session.workspace.hosts.hosts[name].address),
            "groups": list(session.workspace.hosts.hosts[name].groups),
            "release": state.release,
            "version": state.version,
            "software": difference.hosts[name].software,
            "revision": state.known.revision.number if state.known and state.known.revision else None,
            "services": services.get(name, {}),
            "space": space.get(name, []),
            "tenants": len(state.manifest.keys() - {SITE}),
            "outdated": dict(difference.hosts[name].tenants),
            "alarms": [
                *(*state.alarms, *state.disks, *state.broken, *state.drift),
                *fleet.unfinished(name),
            ],
        }
        for name, state in sorted(fleet.hosts.items())
    }


def _services(result: dict[str, Any]) -> dict[str, str]:
    units = result.get("cmd", [])[2:]
    return dict(zip(units, result.get("stdout_lines", []), strict=False))


def _space(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the host's watch found of its disks; nothing where there is no watch yet, or no sense in it."""
    told = ("path", "used_percent", "inodes_percent", "free_megabytes", "read_only", "level")
    try:
        found = json.loads(base64.b64decode(result.get("content", "")) or "[]")
        return [{key: one[key] for key in told} for one in found]
    except (ValueError, TypeError, LookupError):
        return []
