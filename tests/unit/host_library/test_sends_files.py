"""Action plugins that send files to their modules, run by Ansible on this machine."""

import json
import os
import subprocess
from pathlib import Path

import ansible_mitogen
import pytest
import yaml

ROLES = Path(__file__).parents[3] / "roles"
PLUGIN = (ROLES / "base/action_plugins/wco_site.py").read_text(encoding="utf-8")
STRATEGIES = {
    "linear": {},
    "mitogen_linear": {
        "ANSIBLE_STRATEGY_PLUGINS": f"{Path(ansible_mitogen.__file__).parent}/plugins/strategy"
    },
}
MODULE = """#!/usr/bin/python
import gzip
from pathlib import Path
from ansible.module_utils.basic import AnsibleModule
module = AnsibleModule(argument_spec={name: {"type": "path"} for name in ("letter", "other", "place")})
got = Path(module.params["letter"])
module.exit_json(text=gzip.decompress(got.read_bytes()).decode(), other=module.params["other"], place=str(got))
"""


@pytest.fixture
def play(tmp_path: Path) -> Path:
    for name, text in {
        "roles/example/action_plugins/example.py": PLUGIN.replace("wco_site", "example").replace(
            "order", "letter"
        ),
        "roles/example/library/example.py": MODULE,
        "roles/example/meta/main.yml": "dependencies: [host_library]\n",
        "play.yml": "- hosts: localhost\n  connection: local\n  gather_facts: false\n  roles: [example]\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_file_arrives_as_it_is_and_one_that_is_not_there_is_named(play: Path, strategy: str) -> None:
    (play / "letter").write_text("{{ not a template }}\n", encoding="utf-8")
    tasks = [{"example": {"letter": str(play / name)}, "ignore_errors": True} for name in ("letter", "none")]
    (play / "roles/example/tasks").mkdir()
    (play / "roles/example/tasks/main.yml").write_text(yaml.safe_dump(tasks), encoding="utf-8")
    done = subprocess.run(
        ["ansible-playbook", str(play / "play.yml")],
        env=os.environ
        | {
            "ANSIBLE_ROLES_PATH": f"{ROLES}:{play / 'roles'}",
            "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_STRATEGY": strategy,
        }
        | STRATEGIES[strategy],
        cwd=play,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "{" in done.stdout, done.stdout + done.stderr
    (told,) = json.loads(done.stdout[done.stdout.index("{") :])["plays"]
    sent, missing = [task["hosts"]["localhost"] for task in told["tasks"][-2:]]
    assert (sent["text"], sent["other"]) == ("{{ not a template }}\n", None), sent
    assert not Path(sent["place"]).exists()
    assert missing["msg"].startswith(
        f"example: letter {play / 'none'}: No such file or directory (on the controller)"
    )
