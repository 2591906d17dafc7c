"""The inventory: what Ansible reads is what the operator wrote, and nothing is evaluated."""

import json
import os
import subprocess
import sys
from pathlib import Path

from wcoctl.model.load import load_hosts
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.inventory import build_inventory, lab_connection, write_inventory

HOSTILE = "{{ lookup('pipe', 'echo hacked') }} {% raw %} ' \" \\ ź # : @file"


def _as_ansible_prints(inventory: Path, variable: str) -> str:
    command = [str(Path(sys.executable).with_name("ansible")), "one", "-i", str(inventory), "-c", "local"]
    command += ["-m", "ansible.builtin.debug", "-a", f"var={variable}"]
    environment = os.environ | {"ANSIBLE_CALLBACK_RESULT_FORMAT": "json"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    printed: str = json.loads(done.stdout.partition("=> ")[2])[variable]
    return printed


def test_ansible_takes_operators_texts_as_they_are(site: SiteDirectory) -> None:
    hosts = load_hosts(site.root)
    variables = {name: {"base_texts": [{"text": HOSTILE}]} for name in hosts.hosts}
    file = write_inventory(site, build_inventory(hosts, variables, {}, {}))
    assert _as_ansible_prints(file, "base_texts[0].text") == HOSTILE


def test_a_text_that_looks_like_a_number_stays_a_text(site: SiteDirectory) -> None:
    hosts = load_hosts(site.root)
    texts = {"base_number": "+48221009999", "base_word": "yes"}
    file = write_inventory(site, build_inventory(hosts, dict.fromkeys(hosts.hosts, texts), {}, {}))
    assert [_as_ansible_prints(file, name) for name in texts] == list(texts.values())


def test_the_inventory_is_readable_by_its_owner_only(site: SiteDirectory) -> None:
    hosts = load_hosts(site.root)
    for _again in range(2):
        file = write_inventory(site, build_inventory(hosts, {name: {} for name in hosts.hosts}, {}, {}))
        assert file.stat().st_mode & 0o777 == 0o600
        assert site.state.stat().st_mode & 0o777 == 0o700


def test_only_the_labs_hosts_are_reached_without_known_keys(site: SiteDirectory) -> None:
    hosts = load_hosts(site.root)
    variables: dict[str, dict[str, object]] = {name: {} for name in hosts.hosts}
    real = build_inventory(hosts, variables, {}, lab_connection(site))["all"]["hosts"]["one"]
    assert "ansible_ssh_common_args" not in real

    site.make_state()
    site.lab.write_text('{"identity_file": "/key"}', encoding="utf-8")
    lab = build_inventory(hosts, variables, {}, lab_connection(site))["all"]["hosts"]["one"]
    assert lab["ansible_ssh_private_key_file"] == "/key"
    assert "StrictHostKeyChecking=no" in lab["ansible_ssh_common_args"]


def test_groups_hold_their_hosts(site: SiteDirectory) -> None:
    hosts = load_hosts(site.root)
    groups = build_inventory(hosts, {name: {} for name in hosts.hosts}, {}, {})["all"]["children"]
    assert {name: sorted(group["hosts"]) for name, group in groups.items()} == {
        "edge": ["one"],
        "media": ["one", "two"],
        "data": ["one"],
        "build": ["one"],
        "web": [],
    }
