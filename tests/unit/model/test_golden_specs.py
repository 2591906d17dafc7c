"""Golden specs: good ones load, and each mistake and note has exactly the text beside it.

After a wanted change write the texts, and what other companies see of a good one, with
``python -m tests.unit.model.test_golden_specs``, and read the difference before it is committed.
"""

import json
import shutil
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from wcoctl.errors import UserError
from wcoctl.model.load import load_tenant
from wcoctl.model.notes import notes
from wcoctl.workspace.reading import check_folder

ROOT = Path(__file__).parents[3]
SPECS = ROOT / "tests" / "specs"
BAD = sorted((SPECS / "bad").glob("*.yml"))
BAD_SITES = sorted((SPECS / "bad_sites").iterdir())
NOTED = SPECS / "noted" / "expected.txt"
INDEXES = sorted((SPECS / "ok").glob("*.expected/index.json"))
GOOD = sorted([*(SPECS / "ok").glob("*.yml"), *(ROOT / "inventories").glob("*/tenants/*.yml")])


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_a_good_spec_has_no_problems(file: Path) -> None:
    assert load_tenant(file).model.tenant == file.stem


def told(file: Path) -> str:
    """Return what is told of a mistaken spec."""
    with chdir(file.parent), pytest.raises(UserError) as caught:
        load_tenant(Path(file.name))
    return f"{caught.value}\n"


def told_of_site(folder: Path) -> str:
    """Return what is told of a mistaken site; caches lie in its folder."""
    with chdir(folder.parent):
        read = check_folder(Path(folder.name))
    return "".join(f"{problem}\n" for problem in sorted(read.own_problems + read.tenant_problems))


def noted() -> str:
    """Return what is told of specs that are accepted all the same."""
    with chdir(SPECS / "noted"):
        indexes = [load_tenant(file).index for file in sorted(Path().glob("*.yml"))]
    return "".join(f"{note}\n" for note in notes(indexes, datetime(2026, 6, 1, 12, tzinfo=UTC)))


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_mistake_is_told_in_exactly_these_words(file: Path) -> None:
    assert told(file) == file.with_suffix(".txt").read_text()


@pytest.mark.parametrize("folder", BAD_SITES, ids=lambda folder: folder.name)
def test_a_mistake_of_a_site_is_told_in_exactly_these_words_each_time(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    for _again in range(2):  # the second time, tenants come from the cache
        assert told_of_site(copy) == (folder / "expected.txt").read_text()


def test_the_mistakes_are_many() -> None:
    assert len(BAD) + len(BAD_SITES) > 100


def test_what_is_probably_not_meant_is_told_in_exactly_these_words() -> None:
    assert noted() == NOTED.read_text()


def index(golden: Path) -> str:
    kept = load_tenant(golden.parent.with_suffix(".yml")).index.kept()
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("golden", INDEXES, ids=lambda golden: golden.parent.stem)
def test_other_companies_see_exactly_this_of_a_spec(golden: Path) -> None:
    assert index(golden) == golden.read_text(encoding="utf-8")


def _write() -> None:
    for golden in INDEXES:
        golden.write_text(index(golden), encoding="utf-8")
    for file in BAD:
        file.with_suffix(".txt").write_text(told(file), encoding="utf-8")
    for folder in BAD_SITES:
        with TemporaryDirectory() as scratch:
            copy = shutil.copytree(folder, Path(scratch) / folder.name)
            (folder / "expected.txt").write_text(told_of_site(copy), encoding="utf-8")
    NOTED.write_text(noted(), encoding="utf-8")


if __name__ == "__main__":
    _write()
