"""No reader of specs dies of one, whatever mistakes it has; `./wco bench fuzz` tries far more of them."""

from pathlib import Path

import pytest

from tests.fuzz.chain import read_site, read_tenant
from tests.fuzz.mutants import originals, site_originals
from tests.fuzz.run import Reader, run

SEED, MUTANTS = 20261129, 500


@pytest.mark.parametrize(
    ("files", "read"), [(originals(), read_tenant), (site_originals(), read_site)], ids=["tenants", "sites"]
)
def test_mutants_are_refused_with_reasons_or_work(files: list[Path], read: Reader, tmp_path: Path) -> None:
    outcome = run(SEED, MUTANTS, tmp_path, files, read)
    assert not outcome.deaths, outcome.examples
    assert outcome.accepted > MUTANTS / 10
    assert outcome.refused > MUTANTS / 10
