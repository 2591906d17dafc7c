"""What is told of newer packages, and what when nobody can know."""

import importlib.util
import json
import os
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.unit.small_site import session_of
from wcoctl.rollout import updates
from wcoctl.rollout.runner import Check, Run
from wcoctl.rollout.updates import known_updates, pinned_asterisk
from wcoctl.workspace.directory import REPOSITORY, SiteDirectory

APT = """Reading package lists...
Inst openssl [3.5.1-1] (3.5.1-1+deb13u1 Debian-Security:13/stable-security [amd64])
Inst tzdata [2025a-1] (2025b-1 Debian:13.1/stable [all])
Inst asterisk [1:22.9-1] (1:22.10-1 Asterisk packages: [amd64]) []
Conf openssl (3.5.1-1+deb13u1 Debian-Security:13/stable-security [amd64])
"""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("known", REPOSITORY / "playbooks/files/known_updates.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "LISTS", tmp_path)
    monkeypatch.setattr(module, "SOURCES", tmp_path / "sources")
    monkeypatch.setattr(module, "output", lambda *_: APT)
    (tmp_path / "mirror.example_debian_dists_trixie_InRelease").touch()
    return module


def test_what_an_upgrade_would_bring_is_told_by_its_origin(script: ModuleType) -> None:
    assert script.packages() == {"security": ["openssl 3.5.1-1+deb13u1"], "others": 2, "built": "1:22.10-1"}


def test_old_lists_say_nothing(script: ModuleType, tmp_path: Path) -> None:
    (file,) = tmp_path.glob("*Release")
    then = time.time() - 9 * 86400 - 60
    os.utime(file, (then, then))
    (tmp_path / "_var_lib_wco_asterisk-packages_._InRelease").touch()  # our own
    assert script.packages() == {"unknown": "the package lists are 9 days old (apt-get update)"}
    file.unlink()
    assert script.packages() == {"unknown": "there are no package lists (apt-get update)"}


def test_without_network_the_newest_source_is_not_known(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(FileNotFoundError):
        script.newest_source("sid")
    monkeypatch.setattr(script.sys, "argv", ["known_updates.py", "sid"])
    said: list[str] = []
    monkeypatch.setattr("builtins.print", said.append)
    script.main()
    assert json.loads(said[0])["asterisk"] == ""


def notes(site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, known: dict[str, Any] | None) -> list[str]:
    def run(*_arguments: Any, **_options: Any) -> Run:
        if known is None:
            return Run(checks=[Check("one", "Newer packages are known", "python3 is missing")])
        return Run(results=[("one", "ansible.builtin.script", {"stdout": json.dumps(known)})])

    monkeypatch.setattr(updates, "run_playbook", run)
    session = session_of(site)
    return known_updates(session, _Silent())["one"]


class _Silent:
    def task(self, role: str, name: str) -> None:
        pass


def test_nothing_newer_is_nothing_to_say(site: SiteDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"security": [], "others": 3, "built": "", "asterisk": pinned_asterisk()}
    assert notes(site, monkeypatch, known) == []


def test_what_is_newer_is_told_with_what_to_do(site: SiteDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"security": ["openssl 3", "curl 8"], "others": 0, "built": "1:23", "asterisk": "1:99"}
    security, built, source = notes(site, monkeypatch, known)
    assert security.startswith("2 security updates are pending: openssl 3, curl 8 (")
    assert f"wcoctl upgrade asterisk {site.argument}," in built
    assert source.startswith(f"Debian has Asterisk 1:99, {pinned_asterisk()} is pinned")


def test_what_cannot_be_known_is_told_and_fails_nothing(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {"unknown": "there are no package lists", "asterisk": ""}
    assert [note.partition(" is not known")[1] for note in notes(site, monkeypatch, known)] == [
        " is not known"
    ] * 2
    assert notes(site, monkeypatch, None) == [
        "whether security updates are pending is not known: the host did not say"
    ]
