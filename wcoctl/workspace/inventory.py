"""The generated Ansible inventory: hosts, groups and the roles' variables."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from wcoctl.model.site import Host, Hosts
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.release import release_digest

__all__ = ["GROUPS", "build_inventory", "lab_connection", "write_inventory"]

GROUPS = ("edge", "media", "data", "build", "web")


def build_inventory(
    hosts: Hosts,
    variables: Mapping[str, Mapping[str, Any]],
    site_variables: Mapping[str, Any],
    lab: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the inventory as Ansible's YAML plugin reads it; ``lab`` is empty for real hosts."""
    return {
        "all": {
            "hosts": {
                name: _connection(host, lab)
                | {"wco_release": release_digest(list(host.groups), variables[name])}
                | dict(variables[name])
                for name, host in hosts.hosts.items()
            },
            "vars": dict(site_variables),
            "children": {
                group: {"hosts": {name: {} for name, host in hosts.hosts.items() if group in host.groups}}
                for group in GROUPS
            },
        }
    }


def _connection(host: Host, lab: Mapping[str, Any]) -> dict[str, Any]:
    variables: dict[str, Any] = {
        "ansible_host": str(host.address),
        "ansible_user": host.ssh_user,
        "ansible_port": host.ssh_port,
        "ansible_become": host.ssh_user != "root",
        "ansible_python_interpreter": "/usr/bin/python3",
        # A host that went away is noticed within a minute, as ansible.cfg has it for plain SSH.
        "mitogen_ssh_keepalive_interval": 15,
        "mitogen_ssh_keepalive_count": 4,
    }
    if lab:
        variables["ansible_ssh_private_key_file"] = lab["identity_file"]
        # The lab's containers have new host keys each time.
        variables["ansible_ssh_common_args"] = (
            "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
        )
        variables["ansible_host_key_checking"] = False
    return variables


def write_inventory(site: SiteDirectory, inventory: Mapping[str, Any]) -> Path:
    """Write the inventory, readable by its owner only: it holds the site's secrets."""
    site.make_state()
    site.inventory.parent.mkdir(mode=0o700, exist_ok=True)
    text = yaml.dump(dict(inventory), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
    new = site.inventory.with_name(".hosts.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.rename(site.inventory)
    return site.inventory


def lab_connection(site: SiteDirectory) -> dict[str, Any]:
    """Return how the lab's containers are reached, empty when the site's hosts are real ones."""
    if not site.lab.exists():
        return {}
    connection: dict[str, Any] = json.loads(site.lab.read_text(encoding="utf-8"))
    return connection


class _Dumper(yaml.SafeDumper):
    """Writes strings in quotes, under ``!unsafe``: Ansible never evaluates what an operator or tenant wrote.

    The tag is the whole file's. On a quoted string Ansible would ignore the quotes and read "+48" as a number.
    """

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def represent(self, data: Any) -> None:
        node = self.represent_data(data)
        node.tag = "!unsafe"
        self.serialize(node)


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')


_Dumper.add_representer(str, _text)
