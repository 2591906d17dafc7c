"""Calls to the golden specs go, and are told, exactly as in ``walks.txt`` of the spec.

Behind each ``$`` stand the options of ``wcoctl simulate``. After a wanted change, or a call more, write the answers with
``python -m tests.unit.simulate.test_golden_walks``, and read the difference before it is committed.
"""

import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.unit.simulate.boards import SPECS
from wcoctl.cli.simulate import simulate

FILES = sorted(SPECS.glob("*.expected/walks.txt"))


def calls(file: Path) -> dict[str, str]:
    """Return what is told by what was asked."""
    asked = file.read_text(encoding="utf-8").split("$ ")[1:]
    return {options: told for options, _, told in (one.partition("\n") for one in asked)}


def told(file: Path, options: str) -> str:
    app = typer.Typer(rich_markup_mode=None)
    app.command()(simulate)
    spec = file.parent.with_suffix(".yml")
    result = CliRunner().invoke(app, [str(spec), *shlex.split(options)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return f"{result.output}\n"


@pytest.mark.parametrize(
    ("file", "options"),
    [
        pytest.param(file, options, id=f"{file.parent.stem} {options}")
        for file in FILES
        for options in calls(file)
    ],
)
def test_a_call_goes_as_it_went(file: Path, options: str) -> None:
    assert told(file, options) == calls(file)[options]


def test_there_are_walks() -> None:
    assert sum(len(calls(file)) for file in FILES) > 50


if __name__ == "__main__":
    for file in FILES:
        file.write_text(
            "".join(f"$ {options}\n{told(file, options)}" for options in calls(file)), encoding="utf-8"
        )
