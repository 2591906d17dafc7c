"""No reader of specs dies of one, whatever mistakes it has; `./wco bench fuzz` tries far more of them."""

from pathlib import Path

from tests.fuzz.run import run

SEED, MUTANTS = 20261129, 500


def test_mutants_are_refused_with_reasons_or_work(tmp_path: Path) -> None:
    outcome = run(SEED, MUTANTS, tmp_path)
    assert not outcome.deaths, outcome.examples
    assert outcome.accepted > MUTANTS / 10
    assert outcome.refused > MUTANTS / 10
