"""The module wco_files has what a task names in place."""

from pathlib import Path

from tests.unit.host_library.files_play import HIDDEN, ROLES, Play, wanted


def test_all_is_there_at_once_and_the_second_time_nothing_changes(play: Play) -> None:
    place = play.place
    told, again = play.run_all([wanted(place), wanted(place)], "-vvv")
    assert told["changed"], told
    assert [Path(path).name for path in told["paths"]] == [
        "place", "shared", "program.py", "settings.env", "other.env", "password",
    ]  # fmt: skip
    assert (again["changed"], again["paths"]) == (False, [])
    assert (place / "program.py").read_text() == "print('{{ not a template }}')\n"
    assert (place / "settings.env").read_text() == "NAME=11\n"
    assert (place / "shared/other.env").read_text() == "NAME=11\nOTHER=b\n"
    assert (place / "password").read_text() == f"{HIDDEN}\n"
    modes = {path.name: oct(path.stat().st_mode & 0o7777) for path in [place, *place.rglob("*")]}
    assert modes == {
        "place": "0o755", "shared": "0o2770", "program.py": "0o644", "settings.env": "0o644",
        "other.env": "0o644", "password": "0o400",
    }  # fmt: skip
    assert told["invocation"]["module_args"]["order"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


def test_content_and_mode_are_put_right_and_shown(play: Play) -> None:
    play.run(**wanted(play.place))
    program, shared = play.place / "program.py", play.place / "shared"
    program.write_text("print('changed')\n")
    shared.chmod(0o777)
    (play.place / "password").chmod(0o444)
    before = play.run("--check", "--diff", **wanted(play.place))
    assert "changed" in program.read_text()
    told = play.run("--diff", **wanted(play.place))
    assert told["paths"] == before["paths"] == [str(shared), str(program), str(play.place / "password")]
    (difference,) = told["diff"]
    assert (difference["before_header"], difference["before"]) == (str(program), "print('changed')\n")
    assert shared.stat().st_mode & 0o7777 == 0o2770
    assert (play.place / "password").stat().st_mode & 0o7777 == 0o400
    assert "changed" not in program.read_text()


def test_check_mode_makes_nothing_and_says_what_would_be(play: Play) -> None:
    told = play.run("--check", **wanted(play.place))
    assert len(told["paths"]) == 6
    assert not play.place.exists()


def test_directories_above_are_open_whatever_the_mode_below(play: Play) -> None:
    play.run(directories=[str(play.place / "above" / "below")], directory_mode="0700")
    modes = [oct(path.stat().st_mode & 0o777) for path in [play.place, *sorted(play.place.rglob("*"))]]
    assert modes == ["0o755", "0o755", "0o700"]


def test_packages_are_there_as_a_whole_and_no_older_module_beside_them(play: Play) -> None:
    for name in (
        "files/wco_example/__init__.py",
        "files/wco_example/deep/part.py",
        "files/wco_example/notes",
    ):
        play.add(name, b"")
    code = play.place / "code"
    arguments = {"directory": str(code), "packages": ["wco_host", "wco_example"], "files": ["program.py"]}
    play.run(**arguments)
    (code / "example.py").write_text("as of an earlier release")
    (code / "wco_host" / "old.py").write_text("as of an earlier release")
    (code / "notes").write_text("somebody's")
    told, removed, again = [*play.run_all([arguments], "--check"), *play.run_all([arguments, arguments])]
    assert told["paths"] == removed["paths"] == [str(code / "example.py"), str(code / "wco_host/old.py")]
    assert not again["changed"]
    there = {str(path.relative_to(code)) for path in code.rglob("*") if path.is_file()}
    shared = ROLES / "host_library/module_utils"
    assert there == {
        "program.py", "notes", "wco_example/__init__.py", "wco_example/deep/part.py",
        *(str(path.relative_to(shared)) for path in (shared / "wco_host").rglob("*.py")),
    }  # fmt: skip


def test_check_mode_knows_what_cannot_be_and_lets_those_be_who_are_not_made_yet(play: Play) -> None:
    play.place.mkdir()
    (play.place / "file").write_text("")
    under = {"directories": [str(play.place / "file" / "below")]}
    owned = {"directory": str(play.place), "files": [{"content": "", "dest": "file", "owner": "nobody_here"}]}
    refused, told = play.run_all([under, owned], "--check")
    assert "Not a directory" in refused["msg"], refused
    assert told["paths"] == [str(play.place / "file")], told
