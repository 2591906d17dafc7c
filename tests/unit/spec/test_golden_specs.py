"""Golden specs: good ones load, and each mistake has exactly the text beside it."""

from pathlib import Path

import pytest

from wcoctl.errors import UserError
from wcoctl.spec.folder import load_folder
from wcoctl.spec.load import load_tenant

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
def test_a_mistake_of_a_site_is_told_in_exactly_these_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    with pytest.raises(UserError) as caught:
        load_folder(Path(folder.name))
    assert f"{caught.value}\n" == (folder / "expected.txt").read_text()


def test_the_mistakes_are_many() -> None:
    assert len(BAD) + len(BAD_SITES) > 100
