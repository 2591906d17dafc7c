"""Prints how long each suite of a test run took, beside its budget: `python -m tests.tools.times FILE`.

The file has a line for each job, its seconds and its name, as `tests/run` writes them; the budgets are the table of
docs/developing.md.
"""

import re
import sys
from collections import Counter
from pathlib import Path

_BUDGETS = Path(__file__).parents[2] / "docs" / "developing.md"
_ROW = re.compile(r"^\| `(?P<suite>[a-z0-9 ]+)` \| [^|]+ \| (?P<minutes>\d+) \|$", re.MULTILINE)


def budgets(manual: str) -> dict[str, int]:
    """Return the minutes of each suite in the manual's table."""
    return {row["suite"]: int(row["minutes"]) for row in _ROW.finditer(manual)}


def suite(job: str) -> str:
    """Return the suite that a job belongs to: all scenarios are one, a lab is one by its number."""
    words = job.split()
    return {"scenario": "roles", "lab": " ".join(words[:2])}.get(words[0], words[0])


def table(jobs: str, manual: str) -> list[str]:
    """Return the lines of the table, suites in the manual's order."""
    seconds: Counter[str] = Counter()
    for line in jobs.splitlines():
        taken, job = line.split(maxsplit=1)
        seconds[suite(job)] += int(taken)
    allowed = budgets(manual)
    lines = [f"{'suite':10} minutes  budget"]
    for name in [*(name for name in allowed if name in seconds), *sorted(seconds.keys() - allowed.keys())]:
        minutes, budget = seconds[name] / 60, allowed.get(name)
        late = "  over its budget" if budget is not None and minutes > budget else ""
        lines.append(f"{name:10} {minutes:7.1f}  {'-' if budget is None else budget:>6}{late}")
    return lines


if __name__ == "__main__":
    print(*table(Path(sys.argv[1]).read_text("utf-8"), _BUDGETS.read_text("utf-8")), sep="\n")
