"""The lab: a site's hosts as systemd containers on this machine, at the addresses in its hosts.yml."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path

from wcoctl.errors import RunFailed, UserError
from wcoctl.model.site import Host, Hosts
from wcoctl.workspace.directory import SiteDirectory, cache_directory

__all__ = ["NETWORK", "down", "up"]

NETWORK = IPv4Network("10.79.0.0/24")
"""The lab's network; its first address is this machine."""

_NETWORK_NAME = "wco-lab"
_SCRIPTS = Path(__file__).parent


@dataclass(frozen=True)
class _Container:
    name: str
    address: str
    running: bool


def up(site: SiteDirectory, hosts: Hosts) -> list[str]:
    """Start the containers that are missing, all at once; return the names of the started hosts.

    Another clone's containers with these names or addresses go away: the machine has one lab.
    """
    _check(hosts)
    wanted = {_name(site, host): (host, spec) for host, spec in hosts.hosts.items()}
    addresses = {str(spec.address) for spec in hosts.hosts.values()}
    there = _containers(site)
    stale = [
        name
        for name, container in _containers().items()
        if name not in there and (name in wanted or container.address in addresses)
    ]
    stale += [
        name
        for name, container in there.items()
        if name not in wanted or not container.running or container.address != str(wanted[name][1].address)
    ]
    _remove(stale)
    missing = {name: wanted[name] for name in wanted if name not in there or name in stale}
    if missing:
        image = _call([str(_SCRIPTS / "image.sh"), "trixie"]).strip()
        with ThreadPoolExecutor(len(missing)) as pool:
            list(pool.map(lambda name: _start(site, name, *missing[name], image), missing))
    site.make_state()
    site.lab.write_text(
        json.dumps({"identity_file": str(cache_directory() / "id_ed25519")}), encoding="utf-8"
    )
    return sorted(host for host, _ in missing.values())


def down(site: SiteDirectory) -> list[str]:
    """Remove the site's containers, and the network after the last one; return the containers' names."""
    _check_tools()
    names = sorted(_containers(site))
    _remove(names)
    site.lab.unlink(missing_ok=True)
    networks = _podman("network", "ls", "--quiet", "--filter", f"name=^{_NETWORK_NAME}$").split()
    if networks and not _podman("ps", "--all", "--quiet", "--filter", f"network={_NETWORK_NAME}").strip():
        _podman("network", "rm", _NETWORK_NAME)
    return names


def _check(hosts: Hosts) -> None:
    _check_tools()
    for name, host in hosts.hosts.items():
        if host.address not in NETWORK or host.address == NETWORK[1]:
            raise UserError(
                f"host {name} has the address {host.address}, which is none for a container of the lab"
                f" (a site for the lab has hosts in {NETWORK}, but not {NETWORK[1]})"
            )


def _check_tools() -> None:
    if os.geteuid() != 0 or not shutil.which("podman"):
        raise UserError(
            "the lab's containers need root and podman (run './wco lab ...' as root: it installs podman)"
        )


def _start(site: SiteDirectory, name: str, host: str, spec: Host, image: str) -> None:
    _call(
        [
            *(str(_SCRIPTS / "run.sh"), name, image, f"--ip={spec.address}", f"--hostname={host}"),
            *(f"--label=wco-site={site.root}", f"--label=wco-address={spec.address}"),
        ],
        {"LAB_NETWORK": _NETWORK_NAME, "LAB_SUBNET": str(NETWORK), "LAB_RANGE": f"{NETWORK[128]}/26"},
    )


def _name(site: SiteDirectory, host: str) -> str:
    return f"wco-{site.root.name}-{host}"


def _containers(site: SiteDirectory | None = None) -> dict[str, _Container]:
    """Return the containers of a site, or of all."""
    label = f"label=wco-site={site.root}" if site else "label=wco-site"
    listing = json.loads(_podman("ps", "--all", "--filter", label, "--format", "json"))
    return {
        entry["Names"][0]: _Container(
            entry["Names"][0], entry["Labels"]["wco-address"], entry["State"] == "running"
        )
        for entry in listing
    }


def _remove(names: list[str]) -> None:
    if names:
        _podman("rm", "--force", "--time", "0", "--volumes", *names)


def _podman(*arguments: str) -> str:
    return _call(["podman", *arguments])


def _call(command: list[str], environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        command, env=os.environ | dict(environment or {}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RunFailed(f"{' '.join(command[:3])} failed: {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout
