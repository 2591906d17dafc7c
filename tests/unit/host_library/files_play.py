"""A role whose task is wco_files, played by Ansible on this machine."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import yaml

ROLES = Path(__file__).parents[3] / "roles"
HIDDEN = "a secret of the tests"


class Play:
    """A role with files and templates of its own, whose task is played."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.place = folder, folder / "place"
        role = folder / "roles" / "example"
        for name, text in {
            "files/program.py": "print('{{ not a template }}')\n",
            "templates/settings.env.j2": "NAME={{ label }}\n{% if other is defined %}\nOTHER={{ other }}\n{% endif %}\n",
            "meta/main.yml": "dependencies: [host_library]\n",
        }.items():
            (role / name).parent.mkdir(parents=True, exist_ok=True)
            (role / name).write_text(text, encoding="utf-8")
        (role / "tasks").mkdir()
        self._tasks = role / "tasks" / "main.yml"
        (folder / "ansible.cfg").write_text("[defaults]\n")
        self._play = folder / "play.yml"
        self._play.write_text(
            "- hosts: localhost\n  connection: local\n  gather_facts: false\n"
            "  vars: {label: '{{ 1 }}{{ 1 }}'}\n  roles: [example]\n"
        )

    def add(self, name: str, content: bytes) -> None:
        """Add a file or a template to the role."""
        file = self._folder / "roles" / "example" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def run(self, *options: str, **arguments: Any) -> dict[str, Any]:
        """Return what a task with these arguments ended with."""
        (told,) = self.run_all([arguments], *options)
        return told

    def run_all(self, every: list[dict[str, Any]], *options: str) -> list[dict[str, Any]]:
        """Return what tasks with these arguments ended with."""
        mine = {"owner": str(os.getuid()), "group": str(os.getgid())}
        tasks = [{"wco_files": mine | arguments, "ignore_errors": True} for arguments in every]
        self._tasks.write_text(yaml.safe_dump(tasks), encoding="utf-8")
        done = subprocess.run(
            ["ansible-playbook", str(self._play), *options],
            env=os.environ
            | {
                "ANSIBLE_ROLES_PATH": f"{ROLES}:{self._folder / 'roles'}",
                "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
                "ANSIBLE_CONFIG": str(self._folder / "ansible.cfg"),
                "ANSIBLE_LOCALHOST_WARNING": "false",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert "{" in done.stdout, done.stdout + done.stderr
        (play,) = json.loads(done.stdout[done.stdout.index("{") :])["plays"]
        return [task["hosts"]["localhost"] for task in play["tasks"][-len(every) :]]


def wanted(place: Path) -> dict[str, Any]:
    """Return one of each kind."""
    return {
        "directory": str(place),
        "directories": [str(place), {"path": str(place / "shared"), "mode": "2770"}],
        "files": [
            "program.py",
            "settings.env.j2",
            {"template": "settings.env.j2", "dest": "shared/other.env", "vars": {"other": "b"}},
            {"content": f"{HIDDEN}\n", "dest": "password", "mode": "0400"},
        ],
    }
