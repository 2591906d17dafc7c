"""The module wco_files, run by Ansible on this machine."""

import importlib.util
import json
import os
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
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


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path)


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


def test_all_is_there_at_once_and_the_second_time_nothing_changes(play: Play) -> None:
    place = play.place
    told, again = play.run_all([wanted(place), wanted(place)], "-vvv")
    assert told["changed"], told
    assert [Path(path).name for path in told["paths"]] == [
        "place", "shared", "program.py", "settings.env", "other.env", "password",
    ]  # fmt: skip
    assert (again["changed"], again["paths"]) == (False, [])
    assert (place / "program.py").read_text() == "print('{{ not a template }}')\n"
    assert (place / "settings.env").read_text() == "NAME=11\n"
    assert (place / "shared/other.env").read_text() == "NAME=11\nOTHER=b\n"
    assert (place / "password").read_text() == f"{HIDDEN}\n"
    modes = {path.name: oct(path.stat().st_mode & 0o7777) for path in [place, *place.rglob("*")]}
    assert modes == {
        "place": "0o755", "shared": "0o2770", "program.py": "0o644", "settings.env": "0o644",
        "other.env": "0o644", "password": "0o400",
    }  # fmt: skip
    assert told["invocation"]["module_args"]["order"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


def test_content_and_mode_are_put_right_and_shown(play: Play) -> None:
    play.run(**wanted(play.place))
    program, shared = play.place / "program.py", play.place / "shared"
    program.write_text("print('changed')\n")
    shared.chmod(0o777)
    (play.place / "password").chmod(0o444)
    before = play.run("--check", "--diff", **wanted(play.place))
    assert "changed" in program.read_text()
    told = play.run("--diff", **wanted(play.place))
    assert told["paths"] == before["paths"] == [str(shared), str(program), str(play.place / "password")]
    (difference,) = told["diff"]
    assert (difference["before_header"], difference["before"]) == (str(program), "print('changed')\n")
    assert shared.stat().st_mode & 0o7777 == 0o2770
    assert (play.place / "password").stat().st_mode & 0o7777 == 0o400
    assert "changed" not in program.read_text()


def test_check_mode_makes_nothing_and_says_what_would_be(play: Play) -> None:
    told = play.run("--check", **wanted(play.place))
    assert len(told["paths"]) == 6
    assert not play.place.exists()


def test_directories_above_are_open_whatever_the_mode_below(play: Play) -> None:
    play.run(directories=[str(play.place / "above" / "below")], directory_mode="0700")
    modes = [oct(path.stat().st_mode & 0o777) for path in [play.place, *sorted(play.place.rglob("*"))]]
    assert modes == ["0o755", "0o755", "0o700"]


def test_nothing_is_written_behind_a_link(play: Play, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("of somebody else")
    play.place.mkdir()
    (play.place / "password").symlink_to(other)
    (play.place / "shared").symlink_to(tmp_path)
    alone = wanted(play.place) | {"directories": [], "files": wanted(play.place)["files"][3:]}
    password, told = play.run_all([alone, wanted(play.place)])
    assert password["paths"] == [str(play.place / "password")]
    assert other.read_text() == "of somebody else"
    assert not (play.place / "password").is_symlink()
    assert "is a link" in told["msg"], told
    assert not (tmp_path / "other.env").exists()


def test_a_task_that_fails_has_changed_no_file(play: Play) -> None:
    """Handlers are not told of a task that fails, and the next time nothing would change."""
    play.place.mkdir()
    first, mode = {"content": "new", "dest": "first"}, {"content": "old", "dest": "second", "mode": "0600"}
    (play.place / "first").write_text("old")
    (play.place / "second").write_text("old")
    (play.place / "other").mkdir()
    impossible: list[tuple[dict[str, Any], str]] = [
        (
            {"content": "", "dest": "third", "owner": "nobody_here"},
            "third: its owner is to be nobody_here, whom this host",
        ),
        (
            {"content": "", "dest": "third", "group": "nobody_here"},
            "third: its group is to be nobody_here, whom this host",
        ),
        (
            {"content": "", "dest": "nowhere/third"},
            "nowhere/third: No such file or directory (name its directory among",
        ),
        ({"content": "", "dest": "other"}, "other: is a directory"),
        ({"content": "", "dest": "first/third"}, "first/third: Not a directory"),
    ]
    every = [{"directory": str(play.place), "files": [first, mode, one]} for one, _ in impossible]
    for (_, reason), told in zip(impossible, play.run_all(every), strict=True):
        assert f"{play.place}/{reason}" in told["msg"], told
    assert (play.place / "first").read_text() == "old"
    assert (play.place / "second").stat().st_mode & 0o777 == 0o644
    assert sorted(path.name for path in play.place.iterdir()) == ["first", "other", "second"]


def test_packages_are_there_as_a_whole_and_no_older_module_beside_them(play: Play) -> None:
    for name in (
        "files/wco_example/__init__.py",
        "files/wco_example/deep/part.py",
        "files/wco_example/notes",
    ):
        play.add(name, b"")
    code = play.place / "code"
    arguments = {"directory": str(code), "packages": ["wco_host", "wco_example"], "files": ["program.py"]}
    play.run(**arguments)
    (code / "example.py").write_text("as of an earlier release")
    (code / "wco_host" / "old.py").write_text("as of an earlier release")
    (code / "notes").write_text("somebody's")
    told, removed, again = [*play.run_all([arguments], "--check"), *play.run_all([arguments, arguments])]
    assert told["paths"] == removed["paths"] == [str(code / "example.py"), str(code / "wco_host/old.py")]
    assert not again["changed"]
    there = {str(path.relative_to(code)) for path in code.rglob("*") if path.is_file()}
    shared = ROLES / "host_library/module_utils"
    assert there == {
        "program.py", "notes", "wco_example/__init__.py", "wco_example/deep/part.py",
        *(str(path.relative_to(shared)) for path in shared.rglob("*.py")),
    }  # fmt: skip


def test_what_a_killed_run_has_left_beside_a_file_is_removed(play: Play) -> None:
    play.place.mkdir()
    left, others = play.place / ".wco-new-abc", play.place / ".wco-notes"
    for file in (left, others):
        file.write_text("half", encoding="utf-8")
    wanted = {"directory": str(play.place), "files": ["program.py"]}
    play.run("--check", **wanted)
    assert left.exists()
    play.run(**wanted)
    assert sorted(file.name for file in play.place.iterdir()) == [".wco-notes", "program.py"]


def test_check_mode_knows_what_cannot_be_and_lets_those_be_who_are_not_made_yet(play: Play) -> None:
    play.place.mkdir()
    (play.place / "file").write_text("")
    under = {"directories": [str(play.place / "file" / "below")]}
    owned = {"directory": str(play.place), "files": [{"content": "", "dest": "file", "owner": "nobody_here"}]}
    refused, told = play.run_all([under, owned], "--check")
    assert "Not a directory" in refused["msg"], refused
    assert told["paths"] == [str(play.place / "file")], told


def the_module() -> Any:
    spec = importlib.util.spec_from_file_location("wco_files", ROLES / "host_library/library/wco_files.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_mode_and_owner_are_not_set_through_a_link_put_there_meanwhile(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Somebody who may write a directory puts a link in a new file's, and then in a directory's place."""
    module = the_module()
    victim, place = tmp_path / "victim", tmp_path / "place"
    victim.mkdir(mode=0o700)
    made = tempfile.mkstemp

    def swapped(**arguments: Any) -> tuple[int, str]:
        handle, new = made(**arguments)
        Path(new).unlink()
        Path(new).symlink_to(victim)
        return handle, new

    monkeypatch.setattr(tempfile, "mkstemp", swapped)
    places = module.Places(SimpleNamespace(check_mode=False, add_cleanup_file=str))
    attributes = (os.getuid(), os.getgid(), 0o777)
    places.write_file(str(place), b"", attributes)
    place.symlink_to(victim)
    monkeypatch.setattr(module, "_kind", lambda _: "directory")
    with pytest.raises(NotADirectoryError):
        places.have_directory(str(place), attributes)
    assert victim.stat().st_mode & 0o777 == 0o700


def test_mistakes_are_named(play: Play) -> None:
    every: dict[str, dict[str, Any]] = {
        "nobody.py": {"directory": "/b", "files": ["nobody.py"]},
        "nobody.j2": {"directory": "/b", "files": ["nobody.j2"]},
        "one of content, shared, src, template": {
            "files": [{"src": "program.py", "content": "b", "dest": "/b"}]
        },
        "unknown: name": {"files": [{"src": "program.py", "name": "b"}]},
        "absolute path": {"files": ["program.py"]},
        "unknown: folder": {"folder": "/b"},
        "/b: mode: 416: give it as octal digits in quotes": {
            "files": [{"content": "", "dest": "/b", "mode": 0o640}]
        },
        "mode: 0: give": {"files": [{"content": "", "dest": "/b", "mode": 0}]},
        "mode: '77777': give": {"files": [{"content": "", "dest": "/b", "mode": "77777"}]},
        "the task: directory_mode: 493: give": {"directories": ["/b"], "directory_mode": 0o755},
        "mode: '': give": {"files": [{"content": "", "dest": "/b", "mode": ""}]},
        "owner: is empty": {"files": [{"content": "", "dest": "/b", "owner": ""}]},
        "password: its content is to be text, not null": {"files": [{"content": None, "dest": "/password"}]},
        "password: its content is to be text, not null, a list": {
            "files": [{"content": {}, "dest": "/password"}]
        },
        "files: is to be a list": {"directory": "/b", "files": "program.py"},
        "directories: is to be a list": {"directories": "/b"},
        "a list of names and dictionaries": {"directory": "/b", "files": [None]},
        "/b/c: is named twice": {
            "directory": "/b",
            "files": [{"content": "1", "dest": "c"}, {"content": "2", "dest": "c"}],
        },
        "/c: is named twice": {"directories": ["/c", {"path": "/c/", "mode": "0700"}]},
        "latin.j2: is not UTF-8": {"directory": "/b", "files": ["latin.j2"]},
        "wco_nobody: Could not find": {"directory": "/b", "packages": ["wco_nobody"]},
        "files/nothing.conf: ": {"files": [{"shared": "nothing.conf", "dest": "/b"}]},
        "packages: '../b': is no name": {"directory": "/b", "packages": ["../b"]},
        "wco_host: give an absolute": {"packages": ["wco_host"]},
        "No such file": {"files": [{"src": "program.py", "dest": f"{play.place}/nowhere/program.py"}]},
    }
    play.add("templates/latin.j2", b"caf\xe9 {{ label }}\n")
    for reason, told in zip(every, play.run_all(list(every.values())), strict=True):
        assert reason in told["msg"], told
