"""Random mistakes in the code that the fast tests should notice: `./wco bench mutants`.

mutmut makes them, and runs for each those tests that call the function; `[tool.mutmut]` in pyproject.toml names the
packages and the tests. It leaves out constants and decorated functions.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.bench.mutated_line import mutated_line
from tests.tools.checkout import copy_checkout

__all__ = ["measure"]

COUNT, PORTION = 200, 100
LIMIT = 0.1
"""The largest share of mutants that no test notices."""
GENERATE = "from mutmut.__main__ import copy_src_dir, create_mutants; copy_src_dir(); create_mutants(1)"
UNNOTICED = {0, 5, 33}
"""Exit codes of mutmut: the tests passed, or no test calls the function."""


def measure(seed: int | None = None) -> Iterator[Figure]:
    """Yield the share of mutants that no test notices; the seed is printed, to have the same ones again."""
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    with tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch:
        trial = Trial(Path(scratch))
        chosen = random.Random(seed).sample(trial.mutants(), COUNT)
        print(f"{COUNT} of {len(trial.mutants()):,} mutants (seed {seed})", flush=True)
        survivors: list[str] = []
        for first in range(0, COUNT, PORTION):
            survivors += trial.unnoticed(chosen[first : first + PORTION])
            print(f"{first + PORTION} tried, {len(survivors)} not noticed", flush=True)
        for name in survivors:
            print(trial.told(name), flush=True)
    packages = Counter(name.split(".")[1] for name in chosen)
    missed = Counter(name.split(".")[1] for name in survivors)
    noticed = ", ".join(f"{package} {all_ - missed[package]}/{all_}" for package, all_ in packages.items())
    note = f"mutants that no test notices (seed {seed}); noticed: {noticed}"
    yield Figure("mutants", len(survivors) / COUNT, 1.0, LIMIT, "", note)


class Trial:
    """A copy of the checkout, as mutmut wants it: what it mutates, and all that the tests need in `mutants/`."""

    def __init__(self, root: Path) -> None:
        self.root, self.copy = root, root / "mutants"
        copy_checkout(self.copy)
        shutil.copytree(self.copy / "wcoctl", root / "wcoctl")
        shutil.copy2(self.copy / "pyproject.toml", root)
        self._run("-c", GENERATE)

    def _run(self, *words: str, check: bool = True, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run Python beside what is mutated, or for a mutant in a process of its own."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | variables
        done = subprocess.run(
            [sys.executable, *words], cwd=self.copy if variables else self.root, env=environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(
                f"{' '.join(words[:3])} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done

    def _results(self) -> dict[str, int | None]:
        """Return the mutants with their results so far."""
        found: dict[str, int | None] = {}
        for file in self.copy.rglob("*.py.meta"):
            found |= json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
        return found

    def mutants(self) -> list[str]:
        """Return the names of all mutants."""
        return sorted(self._results())

    def unnoticed(self, names: list[str]) -> list[str]:
        """Run the tests on these mutants, return those that pass them."""
        self._run("-m", "mutmut", "run", "--max-children", "1", *names)
        results = self._results()
        return [name for name in names if results[name] in UNNOTICED and self._passes(name)]

    def _passes(self, name: str) -> bool:
        """Run the tests once more: mutmut's process remembers what was computed when it imported or called before."""
        known = json.loads((self.copy / "mutmut-stats.json").read_text(encoding="utf-8"))
        tests = known["tests_by_mangled_function_name"].get(name.partition("__mutmut_")[0])
        if not tests:
            return True
        words = ("-m", "pytest", "-x", "-q", *tests)
        return self._run(*words, check=False, MUTANT_UNDER_TEST=name).returncode == 0

    def told(self, name: str) -> str:
        """Return where a mutant is, and its difference."""
        shown = self._run("-m", "mutmut", "show", name).stdout.splitlines()
        file = next(line for line in shown if line.startswith("--- ")).removeprefix("--- ")
        changed = [line for line in shown if re.match(r"[-+](?![-+]{2} )", line)]
        source = (self.root / file).read_text(encoding="utf-8")
        return "\n".join([f"{file}:{mutated_line(source, name, shown)}", *changed])
