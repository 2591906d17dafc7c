"""The workspace: what is compiled when, and what the hosts get."""

import gc
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.small_site import write_tenant
from wcoctl.errors import UserError
from wcoctl.model.load import load_tenant
from wcoctl.workspace.compiled import Workspace
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.reading import check_folder
from wcoctl.workspace.seen import WorkspaceFiles, identify

TONE = Path(__file__).parents[2] / "specs" / "ok" / "sounds" / "tone.wav"


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the tenant files that were read since, in order."""
    names: list[str] = []

    def remember(file: Path) -> object:
        names.append(file.stem)
        return load_tenant(file)

    monkeypatch.setattr("wcoctl.workspace.reading.load_tenant", remember)
    return names


def test_only_the_changed_tenant_is_read_again(site: SiteDirectory, loaded: list[str]) -> None:
    before = Workspace.open(site).manifest
    assert loaded == ["acme", "beta"]
    loaded.clear()

    file = site.root / "tenants" / "beta.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("Firma beta", "Firma Beta"), encoding="utf-8")
    after = Workspace.open(site).manifest

    assert loaded == ["beta"]
    assert {tenant for tenant in after if after[tenant] != before[tenant]} == {"beta"}


def test_a_deleted_tenant_leaves_the_manifest_and_frees_its_number(site: SiteDirectory) -> None:
    Workspace.open(site)
    (site.root / "tenants" / "beta.yml").unlink()
    write_tenant(site, "gamma", "+48221234568")
    assert sorted(Workspace.open(site).manifest) == ["_site", "acme", "gamma"]


def test_other_speech_settings_compile_every_tenant_anew(site: SiteDirectory, loaded: list[str]) -> None:
    before = Workspace.open(site).manifest
    with (site.root / "site.yml").open("a", encoding="utf-8") as file:
        file.write("speech: {non_free: false}\n")
    after = Workspace.open(site).manifest
    assert loaded == ["acme", "beta"] * 2
    assert before["acme"] != after["acme"]


def test_a_mistake_in_the_sites_own_file_reads_no_tenant_again(
    site: SiteDirectory, loaded: list[str]
) -> None:
    file = site.root / "site.yml"
    good = file.read_text(encoding="utf-8") + "speech: {non_free: false}\n"
    for text in (good, good.replace("name: carrier", "nam: carrier"), good):
        file.write_text(text, encoding="utf-8")
        check_folder(site.root)
    assert loaded == ["acme", "beta"]


def test_validate_and_plan_know_what_the_other_has_read(site: SiteDirectory, loaded: list[str]) -> None:
    check_folder(site.root)
    Workspace.open(site)
    write_tenant(site, "gamma", "+48221234569")
    Workspace.open(site)
    check_folder(site.root)
    assert loaded == ["acme", "beta", "gamma"]


def test_a_changed_sound_is_seen_from_any_folder(
    site: SiteDirectory, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, sound = site.root / "tenants" / "acme.yml", site.root / "tenants" / "hello.wav"
    file.write_text(file.read_text(encoding="utf-8").replace('text: "Dzień dobry, acme"', "wav: hello.wav"))
    shutil.copyfile(TONE, sound)
    before = Workspace.open(site).manifest
    loaded.clear()
    monkeypatch.chdir(site.root.parent)
    check_folder(Path(site.root.name))
    assert loaded == []
    sound.write_bytes(sound.read_bytes()[:-2] + b"\1\2")
    after = Workspace.open(site)
    assert loaded == ["acme"]
    assert after.manifest["acme"] != before["acme"]
    after.write_bundle(["acme"])
    assert [wav.read_bytes() for wav in (site.bundle / "wavs").iterdir()] == [sound.read_bytes()]
    assert after.files_of("acme") == {"tenants/acme.yml", "tenants/hello.wav"}
    known = WorkspaceFiles.read(site.root, after.contents, after.wavs()).others
    assert known["tenants/hello.wav"] == identify(sound.read_bytes())


def test_a_folder_that_cannot_be_written_is_known_to_the_users_own_cache(
    site: SiteDirectory, loaded: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_CACHE", str(tmp_path / "cache"))
    site.state.write_text("in the way: not even root can make a folder here")
    for _again in range(2):
        assert check_folder(site.root).tenant_problems == []
    assert loaded == ["acme", "beta"]
    monkeypatch.setenv("LAB_CACHE", str(site.state / "cache"))
    assert len(check_folder(site.root).indexes) == 2


def test_a_folder_that_is_no_site_is_left_as_it_is(tmp_path: Path) -> None:
    assert check_folder(tmp_path).own_problems
    assert list(tmp_path.iterdir()) == []


def test_two_unchanged_tenants_with_one_number_are_still_refused(site: SiteDirectory) -> None:
    Workspace.open(site)
    write_tenant(site, "gamma", "+48221234567")
    for _again in range(2):
        opened = Workspace.open(site)
        places = {name: (problem.file.name, problem.line) for name, (problem,) in opened.broken.items()}
        assert places == {"acme": ("acme.yml", 4), "gamma": ("gamma.yml", 4)}
        assert sorted(opened.manifest) == ["_site", "beta"]


def test_the_problems_of_all_files_are_told_at_once(site: SiteDirectory) -> None:
    for name in ("acme", "beta"):
        (site.root / "tenants" / f"{name}.yml").write_text("tenant: nobody\n", encoding="utf-8")
    (site.root / "hosts.yml").write_text("hosts: {}\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        Workspace.open(site)
    assert {problem.file.name for problem in caught.value.problems} == {"acme.yml", "beta.yml", "hosts.yml"}


@pytest.mark.parametrize("text", ["tenant: beta\nnam", "tenant: [", "\t", "\0", ""])
def test_a_half_edited_file_stops_its_own_tenant_only(site: SiteDirectory, text: str) -> None:
    before = Workspace.open(site).manifest
    (site.root / "tenants" / "beta.yml").write_text(text, encoding="utf-8")
    opened = Workspace.open(site)
    assert list(opened.broken) == ["beta"]
    assert dict(opened.manifest) == {name: before[name] for name in ("acme", "_site")}


def _sparse(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(3_000_000_000)


@pytest.mark.parametrize("make", [os.mkfifo, _sparse, Path.mkdir, lambda file: file.symlink_to("/dev/zero")])
def test_what_is_no_file_stops_its_own_tenant_only(
    site: SiteDirectory, make: Callable[[Path], object]
) -> None:
    before = Workspace.open(site).manifest
    (site.root / "tenants" / "beta.yml").unlink()
    make(site.root / "tenants" / "beta.yml")
    opened = Workspace.open(site)
    assert list(opened.broken) == ["beta"]
    assert dict(opened.manifest) == {name: before[name] for name in ("acme", "_site")}
    assert "tenants/beta.yml" not in WorkspaceFiles.read(site.root, opened.contents, opened.wavs()).contents


def test_a_renamed_file_does_not_remove_its_tenant(site: SiteDirectory) -> None:
    file = site.root / "tenants" / "beta.yml"
    file.rename(file.with_suffix(".YML"))
    assert list(Workspace.open(site).broken) == ["beta"]


def test_another_test_number_changes_the_site_and_compiles_no_tenant(
    site: SiteDirectory, loaded: list[str]
) -> None:
    before = Workspace.open(site).manifest
    loaded.clear()
    with (site.root / "site.yml").open("a", encoding="utf-8") as file:
        file.write('test_number: "+48 22 100 99 99"\n')
    opened = Workspace.open(site)
    opened.write_bundle(["_site"])
    bundle = json.loads((site.bundle / "callplan.json").read_text(encoding="utf-8"))
    changed = {tenant for tenant in before if before[tenant] != opened.manifest[tenant]}
    assert (changed, loaded) == ({"_site"}, [])
    assert bundle["tenants"]["_site"]["tables"]["number"] == [["+48221009999", "_site", "test", 1]]


def test_a_damaged_cache_is_made_anew(site: SiteDirectory) -> None:
    before = Workspace.open(site).manifest
    site.cache.write_bytes(b"no database" * 1000)
    assert Workspace.open(site).manifest == before


def _damage_pages(site: SiteDirectory) -> None:
    with closing(sqlite3.connect(site.cache)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = db.execute("PRAGMA page_size").fetchone()
    content = site.cache.read_bytes()
    site.cache.write_bytes(content[: 2 * size] + b"\xff" * (len(content) - 2 * size))


def _a_folder_instead(site: SiteDirectory) -> None:
    for file in site.state.glob("cache.sqlite*"):
        file.unlink()
    (site.cache / "below").mkdir(parents=True)


@pytest.mark.parametrize("damage", [_damage_pages, _a_folder_instead])
def test_a_cache_in_any_state_is_made_anew_once(
    site: SiteDirectory, loaded: list[str], damage: Callable[[SiteDirectory], None]
) -> None:
    before = Workspace.open(site).manifest
    gc.collect()  # no connection is open
    damage(site)
    loaded.clear()
    for _again in range(2):
        opened = Workspace.open(site)
        assert opened.manifest == before
        opened.write_bundle(["acme", "beta"])
    assert loaded == ["acme", "beta"]


def test_a_cache_that_breaks_during_a_run_costs_one_more_reading(
    site: SiteDirectory, loaded: list[str]
) -> None:
    opened = Workspace.open(site)
    loaded.clear()
    opened._cache._db.execute("DROP TABLE compiled")
    opened.write_bundle(["acme"])
    bundle = json.loads((site.bundle / "callplan.json").read_text(encoding="utf-8"))
    assert bundle["tenants"]["acme"]["digest"] == opened.manifest["acme"]
    assert loaded == ["acme"]


def test_where_no_cache_can_be_the_run_has_one_of_its_own(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Workspace.open(site).manifest
    site.cache.write_bytes(b"no database" * 1000)

    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    opened = Workspace.open(site)
    assert opened.manifest == before
    monkeypatch.undo()
    opened.write_bundle(["acme"])


def test_a_file_that_changes_during_a_run_is_not_brought(site: SiteDirectory) -> None:
    opened = Workspace.open(site)
    write_tenant(site, "acme", "+48221234599")
    (site.root / "tenants" / "beta.yml").unlink()
    check_folder(site.root)
    with pytest.raises(UserError, match=r"acme.yml: has changed since the run began \(run the command again"):
        opened.write_bundle(["acme"])
    with pytest.raises(UserError, match=r"beta.yml: cannot be read: No such file"):
        opened.write_bundle(["beta"])


def test_a_sound_that_goes_or_changes_during_a_run_is_told(site: SiteDirectory) -> None:
    file, sound = site.root / "tenants" / "acme.yml", site.root / "tenants" / "hello.wav"
    file.write_text(file.read_text(encoding="utf-8").replace('text: "Dzień dobry, acme"', "wav: hello.wav"))
    shutil.copyfile(TONE, sound)
    opened = Workspace.open(site)
    sound.write_bytes(sound.read_bytes()[:-2] + b"\1\2")
    with pytest.raises(UserError, match=r"hello.wav: has changed since the run began"):
        opened.write_bundle(["acme"])
    sound.unlink()
    with pytest.raises(UserError, match=r"hello.wav: cannot be read any more: No such file"):
        opened.write_bundle(["acme"])


def test_a_file_in_a_wrong_place_does_not_hide_the_mistakes_of_its_namesake(site: SiteDirectory) -> None:
    (site.root / "tenants" / "sub").mkdir()
    (site.root / "tenants" / "sub" / "acme.yml").touch()
    for tenant in ("acme", "beta"):
        (site.root / "tenants" / f"{tenant}.yml").write_text("tenant: [")
    found = {
        name: [problem.file.parent.name for problem in told]
        for name, told in Workspace.open(site).broken.items()
    }
    assert found == {"acme": ["tenants", "sub"], "beta": ["tenants"]}


def test_the_bundle_holds_the_asked_tenants_and_the_whole_manifest(site: SiteDirectory) -> None:
    opened = Workspace.open(site)
    opened.write_bundle(["acme", "gone", "_site"])
    manifest = json.loads((site.bundle / "manifest.json").read_text(encoding="utf-8"))
    bundle = json.loads((site.bundle / "callplan.json").read_text(encoding="utf-8"))
    (recipe,) = json.loads((site.bundle / "prompts.json").read_text(encoding="utf-8"))

    assert manifest == opened.manifest
    assert sorted(bundle["tenants"]) == ["_site", "acme"]
    assert bundle["scope"] == ["_site", "acme", "gone"]
    assert bundle["tenants"]["acme"]["digest"] == manifest["acme"]
    assert sorted(bundle["tenants"]["_site"]["tables"]) == [*("emergency", "holiday", "number_range")]
    assert recipe["text"] == "Dzień dobry, acme"
