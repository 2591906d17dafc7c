"""Every suite of `tests/run` has a budget, and the table at its end says which was too slow."""

import re
from pathlib import Path

from tests.tools.times import budgets, suite, table

_ROOT = Path(__file__).parents[2]
_MANUAL = (_ROOT / "docs" / "developing.md").read_text(encoding="utf-8")


def test_every_suite_has_a_budget() -> None:
    labs = re.findall(r"^lab \d+", (_ROOT / "tests" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(labs) > 1
    assert {suite(job) for job in ["lint", "fast", "browser", "scenario base", "all", *labs]} == budgets(
        _MANUAL
    ).keys()


def test_scenarios_are_added_up_and_what_is_late_is_named() -> None:
    manual = "| `lint` | linters | 2 |\n| `roles` | scenarios | 3 |\n"
    assert table("30 lint\n100 scenario base\n140 scenario live\n60 new\n", manual) == [
        "suite      minutes  budget",
        "lint           0.5       2",
        "roles          4.0       3  over its budget",
        "new            1.0       -",
    ]
