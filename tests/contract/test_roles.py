"""Each role's door: its argument spec says what its defaults and the compiler say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tools import role_variables
from wcoctl.compile.roles import Credentials, Desk, compile_roles
from wcoctl.model.load import load_hosts, load_site

REPOSITORY = Path(__file__).parents[2]
ROLES = sorted(path.parent.parent.name for path in REPOSITORY.glob("roles/*/tasks/main.yml"))
GROUPS = {
    "asterisk_packages": "build",
    "base": "",
    "postgresql": "data",
    "callplan": "edge",
    "voice_prompts": "media",
    "asterisk": "media",
    "call_records": "media",
    "live": "media",
    "server_calls": "media",
    "speech": "media",
    "voicemail": "media",
    "kamailio": "edge",
    "portal": "web",
    "upkeep": "",
}
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "path": (str,),
    "int": (int,),
    "bool": (bool,),
    "list": (list,),
    "dict": (dict,),
    "float": (float, int),
}
Variables = dict[str, Any]


def _yaml(role: str, file: str) -> Any:
    path = REPOSITORY / "roles" / role / file
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None


def _options(role: str) -> Variables:
    specs: Variables = _yaml(role, "meta/argument_specs.yml")["argument_specs"]
    options: Variables = specs["main"]["options"]
    return options


def _compiled(site: str) -> Iterator[Variables]:
    folder = REPOSITORY / "inventories" / site
    hosts = load_hosts(folder)
    pairs = {name: ("certificate", "key") for name in hosts.hosts}
    credentials = Credentials("ca", pairs, "password", "other", "key", "dialogs", web=pairs)
    compiled = compile_roles(load_site(folder), hosts, credentials, Desk(Path("/cache"), "0.1.0"))
    for name, variables in compiled.items():
        yield variables | {"groups": list(hosts.hosts[name].groups)}


def _of_role(variables: Variables, role: str) -> Variables:
    """Return the variables of a role: those whose longest matching role name is this one."""
    return {
        key: value
        for key, value in variables.items()
        if max((name for name in ROLES if key.startswith(f"{name}_")), key=len, default="") == role
    }


def test_playbooks_and_roles_know_each_other() -> None:
    assert sorted(GROUPS) == ROLES


@pytest.mark.parametrize("role", ROLES)
def test_defaults_and_argument_spec_name_the_same_variables(role: str) -> None:
    options, defaults = _options(role), _yaml(role, "defaults/main.yml") or {}
    required = {name for name, option in options.items() if option.get("required")}
    assert options.keys() - required == defaults.keys()
    assert all(name.startswith(f"{role}_") for name in options)


@pytest.mark.parametrize("role", ROLES)
def test_the_spec_repeats_the_defaults(role: str) -> None:
    options, defaults = _options(role), _yaml(role, "defaults/main.yml") or {}
    told = {name: option["default"] for name, option in options.items() if "default" in option}
    assert told == {name: defaults[name] for name in told}


@pytest.mark.parametrize("role", role_variables.roles())
def test_the_readme_tells_the_variables(role: str) -> None:
    """``python -m tests.tools.role_variables`` writes the table."""
    assert role_variables.documented(role) == role_variables.table(role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("site", ["standalone", "cluster"])
def test_the_compiler_gives_what_the_role_asks_for(site: str, role: str) -> None:
    options = _options(role)
    for variables in _compiled(site):
        if GROUPS[role] and GROUPS[role] not in variables["groups"]:
            continue
        given = _of_role(variables, role)
        assert given.keys() <= options.keys()
        assert {name for name, option in options.items() if option.get("required")} <= given.keys()
        for name, value in given.items():
            _check(name, options[name], value)


def _check(name: str, option: Variables, value: Any) -> None:
    assert isinstance(value, TYPES[option.get("type", "str")]), name
    for chosen in value if isinstance(value, list) else [value]:
        assert chosen in option.get("choices", [chosen]), name
    for item in value if isinstance(value, list) and "options" in option else ():
        assert item.keys() <= option["options"].keys(), name
        for key, sub in option["options"].items():
            assert key in item or not sub.get("required"), f"{name}: {key}"
            if key in item:
                _check(f"{name}.{key}", sub, item[key])


@pytest.mark.parametrize("role", ROLES)
def test_no_role_takes_anything_from_the_folder_of_another(role: str) -> None:
    """A role names what it needs in its meta, by which a host's release knows of it."""
    files = [file for file in (REPOSITORY / "roles" / role).glob("*/*.yml") if file.is_file()]
    taken = {
        (file.name, other)
        for file in files
        for other in re.findall(r"\.\./(\w+)/", file.read_text(encoding="utf-8"))
        if (REPOSITORY / "roles" / other).is_dir()
    }
    assert taken == set()


@pytest.mark.parametrize("role", ROLES)
def test_every_program_of_a_role_is_named_by_its_tasks(role: str) -> None:
    folder = REPOSITORY / "roles" / role
    says = "".join(
        file.read_text(encoding="utf-8")
        for part in ("tasks", "vars", "templates")
        for file in sorted((folder / part).glob("*.*"))
    )
    programs = {file.name for file in (folder / "files").glob("*.py")}
    packages = {file.parent.name for file in (folder / "files").glob("*/__init__.py")}
    assert {name for name in programs | packages if name not in says} == set()
