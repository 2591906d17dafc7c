"""The systemd unit that runs an agent on the controller."""

import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from wcoctl.workspace.directory import REPOSITORY, SiteDirectory, cache_directory

__all__ = ["unit_of"]

_UNIT = """\
# /etc/systemd/system/wco-agent-{name}.service
[Unit]
Description=WCO: brings what companies publish in the portal to the hosts of {name}
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
User={user}
WorkingDirectory={repository}
Environment={environment}
ExecStart={python} -m wcoctl agent {root}{without}
Restart=always
RestartSec=5
# What is being applied comes to its end.
KillMode=mixed
TimeoutStopSec=15min

NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ReadWritePaths={written}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
UMask=0022

[Install]
WantedBy=multi-user.target
"""


def unit_of(site: SiteDirectory, without: Sequence[str] = ()) -> str:
    """Return a unit for the person who asks, with the environment that the agent needs of theirs."""
    variables = {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": str(REPOSITORY),
        "ANSIBLE_HOME": os.environ.get("ANSIBLE_HOME", str(Path.home() / ".ansible")),
        **{
            name: os.environ[name]
            for name in ("WCO_VAULT_PASSWORD_FILE", "XDG_CONFIG_HOME")
            if name in os.environ
        },
    }
    written = [_work_tree(site.root), cache_directory(), Path(variables["ANSIBLE_HOME"])]
    return _UNIT.format(
        name=site.root.name,
        user=getpass.getuser(),
        repository=_plain(REPOSITORY),
        environment=" ".join(_quoted(f"{name}={value}") for name, value in variables.items()),
        python=_quoted(sys.executable),
        root=_quoted(str(site.root)),
        without="".join(f" --without {_quoted(host)}" for host in without),
        written=" ".join(_quoted(f"-{path}") for path in written),
    )


def _work_tree(root: Path) -> Path:
    """Return the folder with the workspace's git, in which the agent commits; the site's own one when there is none."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _plain(path: Path) -> str:
    return str(path).replace("%", "%%")
