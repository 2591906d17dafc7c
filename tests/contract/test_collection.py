"""The roles as an Ansible collection: built, installed somewhere else, and used by a stranger's playbook."""

import json
import os
import re
import sqlite3
import subprocess
import tarfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.callplan_module.conftest import VERSION, company, digest
from wcoctl import __version__

REPOSITORY = Path(__file__).parents[2]
GALAXY = yaml.safe_load((REPOSITORY / "galaxy.yml").read_text(encoding="utf-8"))
README = (REPOSITORY / GALAXY["readme"]).read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
PLUGINS = {"modules": "library", "action": "action_plugins", "module_utils": "module_utils"}
"""Where a collection has its plugins, and where a role has them."""
COLLECTION = r"ansible_collections\.wco\.hosted_pbx\.plugins\.module_utils"


class Stranger:
    """Somebody's folder with the installed collection, and nothing else of this checkout."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.configuration = folder / "ansible.cfg"
        self.configuration.write_text("[defaults]\n", encoding="utf-8")
        self.run("ansible-galaxy", "collection", "build", "--output-path", str(folder), cwd=REPOSITORY)
        (self.archive,) = folder.glob("*.tar.gz")
        self.run(
            "ansible-galaxy", "collection", "install", str(self.archive), "-p", str(folder), "--no-deps", "--offline"
        )  # fmt: skip

    def play(self, plays: str, *options: str) -> None:
        """Run a playbook."""
        playbook = self.folder / "play.yml"
        playbook.write_text(plays, encoding="utf-8")
        self.run("ansible-playbook", "-i", "pbx,", str(playbook), *options)

    def run(self, *command: str, cwd: Path | None = None) -> None:
        """Run a program of Ansible, which has to succeed."""
        environment = os.environ | {
            "ANSIBLE_CONFIG": str(self.configuration),
            "ANSIBLE_COLLECTIONS_PATH": str(self.folder),
            "ANSIBLE_LOCALHOST_WARNING": "false",
        }
        environment.pop("ANSIBLE_ROLES_PATH", None)
        done = subprocess.run(
            command, cwd=cwd or self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    return Stranger(tmp_path_factory.mktemp("stranger"))


def test_the_archive_has_the_roles_and_what_they_need(stranger: Stranger) -> None:
    with tarfile.open(stranger.archive) as archive:
        names = {name for name in archive.getnames() if "/" in name or archive.getmember(name).isfile()}
    top = {name.partition("/")[0] for name in names}
    about = {"MANIFEST.json", "FILES.json", "CHANGELOG.md", "LICENSE"}
    assert top == about | {"meta", "plugins", "roles", "schemas"}
    assert not [name for name in names if name.endswith((".json", ".pyc")) and "/" in name]


def test_secrets_that_lie_in_the_checkout_are_not_in_the_archive() -> None:
    """In the site's folder of an operator, say, which may be a folder of the checkout."""
    for secret in (
        "warsaw/.wco/run/inventory/hosts.yml", "warsaw/.vault_password", "warsaw/secrets.yml", "secrets.yml",
        "roles/base/.vault_password", "warsaw/vault_password.txt", "warsaw/id_ed25519",
    ):  # fmt: skip
        assert any(fnmatch(secret, pattern) for pattern in GALAXY["build_ignore"]), secret
    tracked = subprocess.run(
        ["git", "ls-files", "roles", "plugins", "meta"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    left_out = [
        file
        for file in tracked
        if any(fnmatch(file, pattern) for pattern in GALAXY["build_ignore"] if "*" in pattern)
    ]
    assert left_out == []


def test_every_role_and_module_is_found_in_the_collection(stranger: Stranger) -> None:
    """Roles and their tasks are loaded by this, and Ansible looks up each module that they name."""
    (secrets,) = {file for play in yaml.safe_load(EXAMPLE) for file in play.get("vars_files", ())}
    assert secrets == "secrets.yml"
    (stranger.folder / secrets).write_text("{}\n", encoding="utf-8")
    stranger.play(EXAMPLE, "--syntax-check")


def test_a_strangers_play_brings_a_call_plan(stranger: Stranger, tmp_path: Path) -> None:
    """By a role whose module has an action plugin, code of its own and a schema outside of the role; and by a module itself."""
    tables = company("acme", "+48221001000")
    manifest = {"acme": digest(tables)}
    bundle = {"schema_version": VERSION, "tenants": {"acme": {"digest": manifest["acme"], "tables": tables}}}
    files = {"manifest": manifest, "bundle": bundle | {"removed": []}}
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    place = tmp_path / "place"
    variables = {"callplan_db": str(place / "callplan.db")} | {
        f"callplan_{name}_file": str(tmp_path / name) for name in files
    }
    mine = {"owner": str(os.getuid()), "group": str(os.getgid())}
    play = {
        "hosts": "localhost", "connection": "local", "gather_facts": False, "vars": variables,
        "tasks": [
            {"wco.hosted_pbx.wco_files": mine | {
                "directory": str(place), "directories": [str(place)],
                "files": [{"content": "", "dest": "callplan.db"}],
            }},
            {"ansible.builtin.import_role": {"name": "wco.hosted_pbx.callplan", "tasks_from": "apply"}},
        ],
    }  # fmt: skip
    stranger.play(yaml.safe_dump([play]))
    with sqlite3.connect(place / "callplan.db") as database:
        assert database.execute("SELECT tenant, number FROM number").fetchall() == [("acme", "+48221001000")]


def test_the_example_gives_each_role_what_it_requires() -> None:
    given = {role["role"]: role for play in yaml.safe_load(EXAMPLE) for role in play["roles"]}
    asked: dict[str, dict[str, Any]] = {}
    for path in sorted(REPOSITORY.glob("roles/*/meta/argument_specs.yml")):
        specs = yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]
        asked[f"wco.hosted_pbx.{path.parents[1].name}"] = specs["main"]["options"]
    assert given.keys() == asked.keys() - {"wco.hosted_pbx.host_library"}
    for role, variables in given.items():
        required = {name for name, option in asked[role].items() if option.get("required")}
        assert required <= variables.keys() <= asked[role].keys() | {"role"}, role


@pytest.mark.parametrize("kind", PLUGINS)
def test_every_plugin_of_a_role_is_linked_where_collections_have_theirs(kind: str) -> None:
    wanted = {
        path.name: path
        for path in REPOSITORY.glob(f"roles/*/{PLUGINS[kind]}/*")
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    linked = {path.name: path.resolve() for path in (REPOSITORY / "plugins" / kind).iterdir()}
    assert linked == wanted


@pytest.mark.parametrize(
    "module",
    sorted([*REPOSITORY.glob("roles/*/library/*.py"), *REPOSITORY.glob("roles/*/module_utils/*.py")]),
    ids=lambda path: path.stem,
)
def test_a_modules_own_code_is_found_in_a_role_and_in_the_collection(module: Path) -> None:
    """In a try: Ansible asks of other imports that they can be found."""
    text = module.read_text(encoding="utf-8")
    of_the_role = re.findall(r"^( *)from ansible\.module_utils(?:\.| import )(wco_\w+)", text, re.MULTILINE)
    of_the_collection = re.findall(rf"^ +from {COLLECTION}(?:\.| import )(wco_\w+)", text, re.MULTILINE)
    assert [name for indent, name in of_the_role if indent] == of_the_collection
    assert all(indent for indent, _ in of_the_role)


def test_the_collections_of_all_modules_are_named() -> None:
    used = {
        found
        for path in REPOSITORY.glob("roles/*/*/*.yml")
        for found in re.findall(
            r"^\s+(?:- )?(\w+\.\w+)\.\w+:", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert used - {"ansible.builtin"} == GALAXY["dependencies"].keys()


def test_it_has_the_version_of_wcoctl() -> None:
    assert GALAXY["version"] == __version__
    assert f"{GALAXY['namespace']}-{GALAXY['name']}-{__version__}.tar.gz" in README
