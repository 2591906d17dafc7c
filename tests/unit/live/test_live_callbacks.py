"""Callbacks: requests that are due become call files for Asterisk."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from wco_live.callbacks import Callbacks

REQUEST = "1f0c7f2e-5f0e-4f9e-8d8e-2c9f7f1d3b5a"
HOUR = 3_600_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outgoing").mkdir()
    return tmp_path / "outgoing"


@pytest.fixture
def callbacks(live: Path, folder: Path) -> Iterator[Callbacks]:
    with closing(Callbacks(live, folder)) as job:
        yield job


def ask(live: Path, due: int = 0, begun: int = 0, request: str = REQUEST) -> None:
    with sqlite3.connect(live) as database:
        row = (request, "firma", "sales", f"+{request}", "+48221000000", "edge1", "192.0.2.1:5060")
        numbers = (0, 1000, 2000, due, 0, begun)
        database.execute(f"INSERT INTO callback VALUES ({', '.join('?' * 13)})", row + numbers)
    database.close()


def test_a_request_that_is_due_becomes_a_call_file_once(
    live: Path, folder: Path, callbacks: Callbacks
) -> None:
    ask(live)
    assert callbacks.run() == 1
    assert callbacks.run() == 0
    (file,) = folder.iterdir()
    assert file.name == f"callback-{REQUEST}.call"
    assert file.read_text(encoding="ascii").splitlines()[0] == f"Channel: Local/{REQUEST}@wco_callback/n"


def test_one_that_asterisk_did_not_begin_with_is_handed_over_again(
    live: Path, folder: Path, callbacks: Callbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(live)
    callbacks.run()
    later = time.monotonic() + 6
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert callbacks.run() == 1


def test_what_is_not_due_or_under_way_is_left_alone(live: Path, folder: Path, callbacks: Callbacks) -> None:
    ask(live, due=time.time_ns() // 1_000_000 + HOUR)
    ask(live, begun=1, request=REQUEST.replace("1", "2"))
    assert callbacks.run() == 0
    assert not list(folder.iterdir())


def test_a_name_that_is_none_of_ours_never_becomes_a_file(
    live: Path, folder: Path, callbacks: Callbacks
) -> None:
    ask(live, request="../x\nApplication: System")
    assert callbacks.run() == 0
    assert not list(folder.iterdir())
