"""The module wco_files writes nothing behind a link, and all files of a task or none."""

import os
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import wco_files_places
from tests.unit.host_library.files_play import Play, wanted


def test_nothing_is_written_behind_a_link(play: Play, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("of somebody else")
    play.place.mkdir()
    (play.place / "password").symlink_to(other)
    (play.place / "shared").symlink_to(tmp_path)
    alone = wanted(play.place) | {"directories": [], "files": wanted(play.place)["files"][3:]}
    password, told = play.run_all([alone, wanted(play.place)])
    assert password["paths"] == [str(play.place / "password")]
    assert other.read_text() == "of somebody else"
    assert not (play.place / "password").is_symlink()
    assert "is a link" in told["msg"], told
    assert not (tmp_path / "other.env").exists()


def test_a_task_that_fails_has_changed_no_file(play: Play) -> None:
    """Handlers are not told of a task that fails, and the next time nothing would change."""
    play.place.mkdir()
    first, mode = {"content": "new", "dest": "first"}, {"content": "old", "dest": "second", "mode": "0600"}
    (play.place / "first").write_text("old")
    (play.place / "second").write_text("old")
    (play.place / "other").mkdir()
    impossible: list[tuple[dict[str, Any], str]] = [
        (
            {"content": "", "dest": "third", "owner": "nobody_here"},
            "third: its owner is to be nobody_here, whom this host",
        ),
        (
            {"content": "", "dest": "third", "group": "nobody_here"},
            "third: its group is to be nobody_here, whom this host",
        ),
        (
            {"content": "", "dest": "nowhere/third"},
            "nowhere/third: No such file or directory (name its directory among",
        ),
        ({"content": "", "dest": "other"}, "other: is a directory"),
        ({"content": "", "dest": "first/third"}, "first/third: Not a directory"),
    ]
    every = [{"directory": str(play.place), "files": [first, mode, one]} for one, _ in impossible]
    for (_, reason), told in zip(impossible, play.run_all(every), strict=True):
        assert f"{play.place}/{reason}" in told["msg"], told
    assert (play.place / "first").read_text() == "old"
    assert (play.place / "second").stat().st_mode & 0o777 == 0o644
    assert sorted(path.name for path in play.place.iterdir()) == ["first", "other", "second"]


def test_what_a_killed_run_has_left_beside_a_file_is_removed(play: Play) -> None:
    play.place.mkdir()
    left, others = play.place / ".wco-new-abc", play.place / ".wco-notes"
    for file in (left, others):
        file.write_text("half", encoding="utf-8")
    wanted = {"directory": str(play.place), "files": ["program.py"]}
    play.run("--check", **wanted)
    assert left.exists()
    play.run(**wanted)
    assert sorted(file.name for file in play.place.iterdir()) == [".wco-notes", "program.py"]


def test_mode_and_owner_are_not_set_through_a_link_put_there_meanwhile(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Somebody who may write a directory puts a link in a new file's, and then in a directory's place."""
    victim, place = tmp_path / "victim", tmp_path / "place"
    victim.mkdir(mode=0o700)
    made = tempfile.mkstemp

    def swapped(**arguments: Any) -> tuple[int, str]:
        handle, new = made(**arguments)
        Path(new).unlink()
        Path(new).symlink_to(victim)
        return handle, new

    monkeypatch.setattr(tempfile, "mkstemp", swapped)
    module: Any = SimpleNamespace(check_mode=False, add_cleanup_file=str)
    places = wco_files_places.Places(module)
    attributes = (os.getuid(), os.getgid(), 0o777)
    places.write_file(str(place), b"", attributes)
    place.symlink_to(victim)
    monkeypatch.setattr(wco_files_places, "_kind", lambda _: "directory")
    with pytest.raises(NotADirectoryError):
        places.have_directory(str(place), attributes)
    assert victim.stat().st_mode & 0o777 == 0o700
