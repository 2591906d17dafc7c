"""Recordings by phone on their way to the place where they play."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from wco_live.recordings import Recordings

Ask = Callable[..., list[tuple[object, ...]]]
PROMPT = "0123456789abcdef0123456789abcdef"
CALL = "6d1b7c1e-3f0a-4a8e-9f54-0a5d4b3c2d1e"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "recorded" / "new").mkdir(parents=True)
    return tmp_path / "recorded"


@pytest.fixture
def recordings(folder: Path, live: Path) -> Iterator[Recordings]:
    with closing(Recordings(folder, live)) as opened:
        yield opened


def record(folder: Path, sound: str) -> Path:
    file = folder / "new" / f"{CALL}.wav"
    file.write_text(sound)
    return file


def keep(ask: Ask, call: str = CALL, tenant: str = "acme") -> None:
    ask("INSERT INTO kept_recording VALUES (?, ?, ?, 'anna')", call, tenant, PROMPT)


def test_a_kept_recording_takes_its_place_and_replaces_the_last_one(
    folder: Path, recordings: Recordings, ask: Ask
) -> None:
    for sound in ("first", "second"):
        file = record(folder, sound)
        recordings.run()
        assert file.exists()
        keep(ask)
        recordings.run()
        assert (folder / "acme" / f"{PROMPT}.wav").read_text() == sound
        assert not file.exists()
        assert ask("SELECT * FROM kept_recording") == []


def test_a_recording_that_is_gone_stops_no_other(folder: Path, recordings: Recordings, ask: Ask) -> None:
    keep(ask, call="0")
    keep(ask)
    record(folder, "sound")
    recordings.run()
    assert (folder / "acme" / f"{PROMPT}.wav").read_text() == "sound"


def test_no_name_leads_out_of_the_folder(folder: Path, recordings: Recordings, ask: Ask) -> None:
    file = record(folder, "sound")
    for tenant in ("..", "a/b", "/etc", ""):
        keep(ask, tenant=tenant)
        recordings.run()
        assert file.exists()


def test_what_nobody_kept_is_removed_after_an_hour(folder: Path, recordings: Recordings) -> None:
    file = record(folder, "sound")
    recordings.run()
    assert file.exists()
    os.utime(file, (0, 0))
    recordings.run()
    assert file.exists(), "the folder is not looked through each time"
    recordings._next_look = 0.0
    recordings.run()
    assert not file.exists()
