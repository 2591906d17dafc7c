"""Releases: a host is rolled out again when something changes that it has, and only then."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wcoctl.workspace import release
from wcoctl.workspace.directory import REPOSITORY
from wcoctl.workspace.inventory import GROUPS

Digests = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what hosts get."""
    copy = tmp_path_factory.mktemp("checkout")
    for folder in ("roles", "schemas", "playbooks"):
        shutil.copytree(REPOSITORY / folder, copy / folder)
    return copy


@pytest.fixture
def digests(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Digests:
    """Return the digests of hosts with one group each."""
    monkeypatch.setattr(release, "REPOSITORY", checkout)

    def of_groups(**variables: str) -> dict[str, str]:
        release.software_digest.cache_clear()
        return {group: release.release_digest([group], variables) for group in GROUPS}

    return of_groups


@pytest.mark.parametrize(
    ("file", "groups"),
    [
        ("roles/base/tasks/main.yml", set(GROUPS)),
        ("roles/host_library/module_utils/wco_host/clock.py", set(GROUPS)),
        ("roles/upkeep/vars/main.yml", set(GROUPS)),
        ("schemas/live.sql", set(GROUPS)),
        ("playbooks/site.yml", set(GROUPS)),
        ("roles/kamailio/files/hops.cfg", {"edge"}),
        ("roles/voicemail/tasks/main.yml", {"media"}),
        ("roles/call_records/files/wco_call_records/spool.py", {"media"}),
        ("roles/postgresql/tasks/main.yml", {"data"}),
        ("roles/callplan/tasks/main.yml", {"edge", "media", "data"}),
        ("roles/asterisk_packages/defaults/main.yml", {"build", "media"}),
        ("roles/portal/tasks/main.yml", {"web"}),
        ("roles/voicemail/README.md", set()),
    ],
)
def test_a_change_is_a_new_release_of_those_who_have_it(
    file: str, groups: set[str], checkout: Path, digests: Digests
) -> None:
    before = digests()
    with (checkout / file).open("a", encoding="utf-8") as stream:
        stream.write("\n# changed\n")
    after = digests()
    assert {group for group in GROUPS if after[group] != before[group]} == groups


def test_settings_are_part_of_it_and_the_desk_is_not(digests: Digests) -> None:
    first = digests(base_hostname="a", asterisk_repository="/home/one")
    assert digests(base_hostname="a", asterisk_repository="/home/two") == first
    assert digests(base_hostname="a", portal_version="0.1.0") != first
    assert digests(base_hostname="b", asterisk_repository="/home/one") != first


def test_every_role_is_somebodys() -> None:
    roles = {folder.name for folder in (REPOSITORY / "roles").iterdir() if (folder / "meta").is_dir()}
    assert set(release.roles_of(REPOSITORY, GROUPS)) == roles
    assert "kamailio" not in release.roles_of(REPOSITORY, ["media"])


def test_what_a_role_needs_of_another_is_its_too(checkout: Path) -> None:
    assert release._needs(checkout / "roles" / "speech") == ["host_library"]
    assert "asterisk_packages" in release._needs(checkout / "roles" / "asterisk")
