"""Texts for people use the words of docs/developing.md, and call the program by its name."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wcoctl.cli import app

REPOSITORY = Path(__file__).parents[2]
DEVELOPING = REPOSITORY / "docs" / "developing.md"
Text = tuple[Path, int, str]


def _rows() -> list[tuple[str, str]]:
    section = DEVELOPING.read_text("utf-8").partition("\n## Words\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    return [(use.strip(), old) for use, old in rows[1:]]


FORBIDDEN = {old: use for use, cell in _rows() for old in re.findall(r"`([^`]+)`", cell)}
"""Each wording that texts do not have, and what is written instead."""
OLD = re.compile(rf"\b({'|'.join(map(re.escape, FORBIDDEN))})(?:s|es|ed|ing)?\b", re.IGNORECASE)
COMMANDS = [
    *(str(command.name) for command in app.registered_commands),
    *(str(group.name) for group in app.registered_groups),
]
PROGRAM = re.compile(rf"(?<![./\w-])wco (?:{'|'.join(COMMANDS)}|--\w+)\b")


def _documents() -> Iterator[Text]:
    for pattern in ("*.md", "docs/*.md", "roles/*/README.md"):
        for file in REPOSITORY.glob(pattern):
            if file.name not in ("CHANGELOG.md", "decisions.md"):  # what was written when it was decided
                for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                    yield file, number, line


def _descriptions() -> Iterator[Text]:
    """Yield the values of the roles' argument specs; keys are names."""
    for file in REPOSITORY.glob("roles/*/meta/argument_specs.yml"):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            yield file, number, re.sub(r"^\s*[\w-]+:", "", line)


def _code() -> Iterator[Text]:
    """Yield comments, docstrings and texts of the program; a word alone is a name."""
    for file in REPOSITORY.glob("wcoctl/**/*.py"):
        with tokenize.open(file) as stream:
            comments = [
                each for each in tokenize.generate_tokens(stream.readline) if each.type == tokenize.COMMENT
            ]
        yield from ((file, each.start[0], each.string) for each in comments)
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
                for offset, line in enumerate(node.value.splitlines()):
                    yield file, node.lineno + offset, line


def _expected() -> Iterator[Text]:
    for file in REPOSITORY.glob("tests/specs/**/*.txt"):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            yield file, number, line


TEXTS = [*_documents(), *_descriptions(), *_code(), *_expected()]


def test_the_table_is_read() -> None:
    assert FORBIDDEN["mend"].startswith("fix")
    assert [bool(OLD.search(text)) for text in ("two desks", "recommended")] == [True, False]
    assert [bool(PROGRAM.search(text)) for text in ("run wco apply", "run ./wco apply")] == [True, False]
    assert {file.suffix for file, _, _ in TEXTS} == {".md", ".yml", ".py", ".txt"}


def test_no_text_has_an_old_word() -> None:
    wrong = [
        f"{file.relative_to(REPOSITORY)}:{number}: {found[0]!r} (use: {FORBIDDEN[found[1].lower()]})"
        for file, number, text in TEXTS
        for found in OLD.finditer(re.sub(r"`[^`]*`", "", text))
    ]
    assert wrong == []


def test_the_program_is_called_wcoctl() -> None:
    wrong = [
        f"{file.relative_to(REPOSITORY)}:{number}" for file, number, text in TEXTS if PROGRAM.search(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_the_name_and_no_markup(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], prog_name="wcoctl").stdout
    assert f"wcoctl {command}" in shown
    assert "\\" not in shown
