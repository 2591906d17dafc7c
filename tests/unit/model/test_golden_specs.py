"""Golden specs: good ones load, and each mistake has exactly the text beside it."""

import shutil
from pathlib import Path

import pytest

from wcoctl.errors import UserError
from wcoctl.model.load import load_tenant
from wcoctl.workspace.reading import check_folder

ROOT = Path(__file__).parents[3]
SPECS = ROOT / "tests" / "specs"
BAD = sorted((SPECS / "bad").glob("*.yml"))
BAD_SITES = sorted((SPECS / "bad_sites").iterdir())
GOOD = sorted([*(SPECS / "ok").glob("*.yml"), *(ROOT / "inventories").glob("*/tenants/*.yml")])


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_a_good_spec_has_no_problems(file: Path) -> None:
    assert load_tenant(file).model.tenant == file.stem


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_mistake_is_told_in_exactly_these_words(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    with pytest.raises(UserError) as caught:
        load_tenant(Path(file.name))
    assert f"{caught.value}\n" == file.with_suffix(".txt").read_text()


@pytest.mark.parametrize("folder", BAD_SITES, ids=lambda folder: folder.name)
def test_a_mistake_of_a_site_is_told_in_exactly_these_words_each_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.chdir(tmp_path)
    for _again in range(2):  # the second time, tenants come from the cache
        read = check_folder(Path(folder.name))
        told = sorted(read.own_problems + read.tenant_problems)
        assert "".join(f"{problem}\n" for problem in told) == (folder / "expected.txt").read_text()


def test_the_mistakes_are_many() -> None:
    assert len(BAD) + len(BAD_SITES) > 100
