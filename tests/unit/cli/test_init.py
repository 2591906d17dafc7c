"""Claims about ``wcoctl init``: the folder validates, asks only what it must, and overwrites nothing."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.unit.small_site import config
from wcoctl import cli
from wcoctl.model.load import load_hosts, load_site
from wcoctl.workspace.reading import check_folder

__all__ = ["config"]

ALL = (
    "--trunk",
    "192.0.2.10",
    "--trunk",
    "192.0.2.11",
    "--host",
    "pbx1=192.0.2.201",
    "--host",
    "pbx2=192.0.2.202",
)


class Terminal:
    """Somebody at a terminal."""

    @staticmethod
    def isatty() -> bool:
        return True


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0
) -> str:
    monkeypatch.setattr(sys, "argv", ["wcoctl", "init", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr()
    assert ended.value.code == code, told
    return told.out + told.err


def data(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0
) -> dict[str, Any]:
    monkeypatch.setattr(sys, "argv", ["wcoctl", "init", *map(str, words), "--json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().out
    assert ended.value.code == code, told
    found: dict[str, Any] = json.loads(told)
    return found


def test_a_new_site_validates(
    tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "New-Site"
    more = ("--portal", "portal.example.com", "--ssh-source", "192.0.2.128/28")
    told = data(monkeypatch, capsys, folder, *ALL, *more)
    assert (told["site"], told["folder"]) == ("new_site", str(folder))
    read = check_folder(folder)
    assert (read.own_problems, read.tenant_problems) == ([], [])
    site, hosts = load_site(folder), load_hosts(folder)
    assert [list(map(str, trunk.addresses)) for trunk in site.trunks] == [["192.0.2.10", "192.0.2.11"]]
    assert (site.portal.name, list(map(str, site.ssh.sources))) == ("portal.example.com", ["192.0.2.128/28"])
    groups = {name: host.groups for name, host in hosts.hosts.items()}
    assert groups == {"pbx1": ["edge", "media", "data", "build", "web"], "pbx2": ["edge", "media"]}
    assert (folder / "secrets.yml").read_text().startswith("$ANSIBLE_VAULT;")
    (password,) = config.iterdir()
    assert told["vault_password"] == str(password)
    readme = (folder / "README.md").read_text()
    assert str(password) in readme
    assert password.read_text().strip() not in readme
    assert "pbx2 (192.0.2.202)" in readme
    assert {path.name for path in folder.iterdir()} - {".wco"} == {name.rstrip("/") for name in told["files"]}


def test_only_what_must_be_known_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    answers = iter(["192.0.2.10", "pbx1=192.0.2.201"])

    def prompt(question: str, **_options: object) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr(typer, "prompt", prompt)
    monkeypatch.setattr(sys, "stdin", Terminal())
    told = run(monkeypatch, capsys, tmp_path / "warsaw")
    assert len(asked) == 2
    assert "wcoctl plan" in told
    assert list(load_hosts(tmp_path / "warsaw").hosts) == ["pbx1"]


def test_programs_are_asked_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    told = data(monkeypatch, capsys, tmp_path / "warsaw", *ALL[:2], code=1)
    assert (told["problems"][0]["file"], told["problems"][0]["message"]) == ("--host", "is missing")
    assert not (tmp_path / "warsaw").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--trunk", "192.0.2.10", "--host", "pbx1"), "`pbx1` has no name or no address"),
        (("--trunk", "192.0.2.10", "--host", "a=192.0.2.1", "--host", "a=192.0.2.2"), "has a duplicate name"),
        (("--trunk", "x", "--host", "a=192.0.2.1"), "`x` is not an IPv4 address"),
        (("--trunk", "192.0.2.10", "--host", "a=192.0.2.10"), "192.0.2.10"),
        ((*ALL, "--name", "Warsaw"), "is not an identifier"),
        ((*ALL, "--ssh-source", "0.0.0.0/0"), "0.0.0.0/0"),
    ],
)
def test_mistakes_leave_nothing_behind(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    why: str,
) -> None:
    assert why in run(monkeypatch, capsys, tmp_path / "warsaw", *words, code=1)
    assert not (tmp_path / "warsaw").exists()


def test_a_folder_with_things_in_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "warsaw"
    folder.mkdir()
    (folder / "site.yml").write_text("mine")
    assert "is not empty: it has site.yml" in run(monkeypatch, capsys, folder, *ALL, code=1)
    assert "is a file" in run(monkeypatch, capsys, folder / "site.yml", *ALL, code=1)
    assert [path.name for path in folder.iterdir()] == ["site.yml"]
    assert (folder / "site.yml").read_text() == "mine"


def test_a_new_repository_of_git_may_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "warsaw" / ".git").mkdir(parents=True)
    run(monkeypatch, capsys, tmp_path / "warsaw", *ALL)
    assert load_site(tmp_path / "warsaw").site == "warsaw"
