"""Reading YAML: what it looks like is what it is, and hostile files do no harm."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from wcoctl.errors import UserError
from wcoctl.model.document import LARGEST, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.yml"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("yes", "yes"),
        ("+48601100200", "+48601100200"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-12-24", "2026-12-24"),
        ("1.5", "1.5"),
        ("'12'", "12"),
        ("[a, 1]", ["a", 1]),
    ],
)
def test_a_value_is_what_it_looks_like(file: Path, text: str, value: object) -> None:
    file.write_text(f"key: {text}\n")
    assert read(file).data == {"key": value}


def test_keys_are_text(file: Path) -> None:
    file.write_text("1: a\n010: b\nyes: c\n")
    assert read(file).data == {"1": "a", "010": "b", "yes": "c"}


def test_a_place_that_does_not_exist_has_the_line_of_its_surroundings(file: Path) -> None:
    file.write_text("---\na:\n  b:\n    - x\n    - y\n")
    document = read(file)
    assert document.line(("a", "b", 1)) == 5
    assert document.line(("a", "b", 7)) == 3
    assert document.line(("a", "missing")) == 2


BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: [" + b"[" * 200_000, "nested too deeply"),
        (b"- " * 100_000 + b"x", "nested too deeply"),
        (b"a: x\n" * 1_000_001, "larger than 5 MB"),
        (BOMB.encode(), "contains the anchor `a`"),
        (b"a: \xff\n", "not UTF-8"),
        (b"a: \x00\n", "control character"),
        ("a: \ufffe\n".encode(), "does not allow"),
        (b"? [a]\n: b\n? {c: d}\n: e\n- x", "not valid YAML"),
        (b"", "is empty"),
    ],
)
def test_a_hostile_file_is_refused(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    with pytest.raises(UserError, match=said):
        read(file)


def test_a_key_that_is_no_text_is_told(file: Path) -> None:
    file.write_text("? [a, b]\n: c\nd: e\n")
    document = read(file)
    assert document.data == {"d": "e"}
    assert [finding.message for finding in document.findings] == ["has a key that is not text"]


def test_a_missing_file_is_the_users_problem(file: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read(file)


def _sparse(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(3_000_000_000)


PLACES: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "cannot be read: it is not a regular file"),
    "device": (lambda file: file.symlink_to("/dev/zero"), "cannot be read: it is not a regular file"),
    "folder": (Path.mkdir, "cannot be read: it is not a regular file"),
    "circle": (lambda file: file.symlink_to(file), "cannot be read: Too many levels of symbolic links"),
    "sparse": (_sparse, "is larger than 5 MB"),
}


@pytest.mark.parametrize("kind", PLACES)
def test_what_is_no_file_of_text_neither_blocks_nor_fills_the_memory(file: Path, kind: str) -> None:
    make, said = PLACES[kind]
    make(file)
    with pytest.raises(UserError) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}: {said}")


def test_a_file_of_the_largest_size_is_read(file: Path) -> None:
    file.write_bytes(b"a: b\n" + b"\n" * (LARGEST - 5))
    assert read(file).data == {"a": "b"}
