"""Golden specs: good ones load, and each mistake and note has exactly the text beside it.

After a wanted change write what other companies see of a good one anew with ``python -m tests.unit.spec.test_golden_specs``,
and read the difference before it is committed.
"""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wcoctl.errors import UserError
from wcoctl.site.reading import check_folder
from wcoctl.spec.load import load_tenant
from wcoctl.spec.notes import notes

ROOT = Path(__file__).parents[3]
SPECS = ROOT / "tests" / "specs"
BAD = sorted((SPECS / "bad").glob("*.yml"))
BAD_SITES = sorted((SPECS / "bad_sites").iterdir())
INDEXES = sorted((SPECS / "ok").glob("*.expected/index.json"))
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


def test_what_is_probably_not_meant_is_told_in_exactly_these_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SPECS / "noted")
    indexes = [load_tenant(file).index for file in sorted(Path().glob("*.yml"))]
    found = notes(indexes, datetime(2026, 6, 1, 12, tzinfo=UTC))
    assert "".join(f"{note}\n" for note in found) == Path("expected.txt").read_text()


def index(golden: Path) -> str:
    kept = load_tenant(golden.parent.with_suffix(".yml")).index.kept()
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("golden", INDEXES, ids=lambda golden: golden.parent.stem)
def test_other_companies_see_exactly_this_of_a_spec(golden: Path) -> None:
    assert index(golden) == golden.read_text(encoding="utf-8")


if __name__ == "__main__":
    for golden in INDEXES:
        golden.write_text(index(golden), encoding="utf-8")
