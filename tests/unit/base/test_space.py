"""When a file system counts as full, and who is told."""

import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

import space

SCHEMA = (Path(__file__).parents[3] / "schemas" / "call_spool.sql").read_text(encoding="utf-8")
LIMITS = (80, 90)


def disk(used: int = 10, inodes: int = 10, read_only: bool = False) -> space.FileSystem:
    return space.FileSystem("/var", used, inodes, 1000, read_only)


@pytest.mark.parametrize(
    ("one", "before", "level"),
    [
        (disk(79), "ok", "ok"),
        (disk(80), "ok", "warning"),
        (disk(90), "ok", "alarm"),
        (disk(inodes=90), "ok", "alarm"),
        (disk(read_only=True), "ok", "alarm"),
        (disk(89), "alarm", "alarm"),
        (disk(87), "alarm", "warning"),
        (disk(79), "warning", "warning"),
        (disk(77), "warning", "ok"),
        (disk(77), "alarm", "ok"),
    ],
)
def test_levels_are_reached_at_once_and_left_late(one: space.FileSystem, before: str, level: str) -> None:
    assert space.level(one, LIMITS, before) == level


@pytest.mark.parametrize(
    ("now", "before", "age", "due"),
    [
        ("warning", "ok", 10**6, True),
        ("alarm", "warning", 1, True),
        ("alarm", "alarm", 3600, False),
        ("alarm", "alarm", 90_000, True),
        ("warning", "alarm", 3600, False),
        ("ok", "alarm", 90_000, False),
    ],
)
def test_what_is_worse_is_told_and_what_lasts_daily(now: str, before: str, age: int, due: bool) -> None:
    assert space.is_due(now, before, told=10**7 - age, clock=10**7) is due


def test_the_percentages_are_those_of_df_and_each_file_system_counts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = SimpleNamespace(
        f_blocks=1000,
        f_bfree=300,
        f_bavail=250,
        f_files=100,
        f_ffree=40,
        f_favail=40,
        f_frsize=10**6,
        f_flag=0,
    )
    monkeypatch.setattr(os, "statvfs", lambda _: numbers)
    (tmp_path / "inside").mkdir()
    found = space.measure([str(tmp_path), str(tmp_path / "inside"), str(tmp_path / "absent")])
    assert found == [space.FileSystem(str(tmp_path), 74, 60, 250, False)]


def test_a_file_system_without_inodes_has_none_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail", "f_flag")
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(**dict.fromkeys(names, 0), f_frsize=1))
    assert space.measure([str(tmp_path)])[0].inodes_percent == 0


def test_an_alarm_goes_to_the_first_spool_that_takes_it(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database" * 1000)
    with sqlite3.connect(tmp_path / "calls.db") as spool:
        spool.executescript(SCHEMA)
    spools = [tmp_path / name for name in ("absent.db", "broken.db", "calls.db")]
    assert space.tell_operator(spools, "disk_alarm", "/var", "full")
    assert spool.execute("SELECT tenant, kind, subject, text FROM alarm").fetchall() == [
        ("_site", "disk_alarm", "/var", "full")
    ]
    assert not space.tell_operator(spools[:2], "disk_alarm", "/var", "full")


def test_a_trouble_is_told_once_over_several_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(space, "measure", lambda _: [disk(95)])
    state: list[dict[str, object]] = []
    for _ in range(3):
        state = space.look(["/var"], LIMITS, [], {str(one["path"]): one for one in state})
    assert capsys.readouterr().out == "<3>/var is 95 % full, 1000 MB are free; 10 % of its inodes are used\n"
    assert state[0]["level"] == "alarm"


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '[{"path": "/"}]', '[{"path": "/", "level": "x", "told": 0}]']
)
def test_what_makes_no_sense_is_forgotten(tmp_path: Path, content: str) -> None:
    state = tmp_path / "space.json"
    state.write_text(content)
    assert space.read(state) == {}
    state.write_text('[{"path": "/", "level": "alarm", "told": 7, "more": 1}]')
    assert space.read(state) == {"/": {"level": "alarm", "told": 7.0}}
