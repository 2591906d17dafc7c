"""`./wco bench [NAME...]`: measures what the project promises, and prints each figure beside its reference."""

import argparse
import importlib
import sys

from tests.bench.figure import Figure

NAMES = ("compile", "validate", "change", "visible", "cpu", "queue", "live", "servers", "attack", "portal")
LONG = ("soak", "messages", "fuzz", "settings", "mutants")
"""Run only when they are named."""


def main(words: list[str]) -> int:
    """Run the named benchmarks, all but the long ones without names; 0 when every figure keeps its limit."""
    parser = argparse.ArgumentParser(prog="wco bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES + LONG)}")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long the soak calls (30)")
    parser.add_argument(
        "--seed",
        type=int,
        help="repeats the calls of an earlier soak, the messages, or the mutants of fuzz or mutants",
    )
    parser.add_argument(
        "--rate", type=float, help="calls a second of the soak (as many as the machine holds)"
    )
    told = parser.parse_args(words)
    if unknown := sorted(set(told.names) - {*NAMES, *LONG}):
        print(f"there is no benchmark {unknown[0]} (they are: {', '.join(NAMES + LONG)})", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for name in told.names or NAMES:
        options = {
            "soak": {"minutes": told.minutes, "seed": told.seed, "rate": told.rate},
            **{key: {"seed": told.seed} for key in ("messages", "fuzz", "mutants")},
        }
        for figure in importlib.import_module(f"tests.bench.{name}").measure(**options.get(name, {})):
            print(figure, flush=True)
            figures.append(figure)
    return 0 if all(figure.good for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
