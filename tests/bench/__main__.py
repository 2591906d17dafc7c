"""`./wco bench [NAME...]`: measures what the project promises, and prints each figure beside its reference."""

import importlib
import sys

from tests.bench.figure import Figure

NAMES = ("compile", "change", "visible", "cpu", "live", "servers")


def main(names: list[str]) -> int:
    """Run the named benchmarks, all without names; 0 when every figure keeps its limit."""
    if unknown := sorted(set(names) - set(NAMES)):
        print(f"there is no benchmark {unknown[0]} (they are: {', '.join(NAMES)})", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for name in names or NAMES:
        for figure in importlib.import_module(f"tests.bench.{name}").measure():
            print(figure, flush=True)
            figures.append(figure)
    return 0 if all(figure.good for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
