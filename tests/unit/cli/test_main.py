"""Claims about how commands end."""

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from wcoctl import cli


@pytest.fixture
def mistake_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the program die of a mistake."""

    def dies(**_options: object) -> NoReturn:
        raise KeyError("personal_announcement")

    monkeypatch.setattr(cli, "app", dies)
    monkeypatch.setattr(sys, "argv", ["wco", "graph"])


@pytest.mark.usefixtures("mistake_of_ours")
def test_a_mistake_of_ours_is_one_line_with_its_traceback_in_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 70
    told = capsys.readouterr().err
    assert re.fullmatch(r"unexpected error: KeyError: 'personal_announcement' \(a bug in wcoctl.*\)\n", told)
    (file,) = tmp_path.iterdir()
    assert str(file) in told
    assert "in dies" in file.read_text()


@pytest.mark.usefixtures("mistake_of_ours")
def test_a_traceback_that_cannot_be_kept_hides_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 70
    (line,) = capsys.readouterr().err.splitlines()
    assert "KeyError: 'personal_announcement'" in line
    assert "its traceback could not be kept, No such file or directory" in line


def test_a_disk_of_the_desk_is_no_mistake_of_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def dies(**_options: object) -> NoReturn:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), "warsaw/.wco")

    monkeypatch.setattr(cli, "app", dies)
    monkeypatch.setattr(sys, "argv", ["wco", "plan"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "warsaw/.wco: Read-only file system (fix that on this machine and run the command again)\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict"])
@pytest.mark.parametrize("option", ["--json", None])
def test_a_name_that_no_locale_has_is_told(tmp_path: Path, encoding: str, option: str | None) -> None:
    file = Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9 \xc5\x82.yml"))
    file.write_text("tenant: [")
    done = subprocess.run(
        [sys.executable, "-m", "wcoctl", "validate", str(file), *filter(None, [option])],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    if option:
        (problem,) = json.loads(done.stdout)["problems"]
        assert Path(problem["file"]) == file
    else:
        assert b"caf\\udce9" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["pan"], "No such command 'pan'. Did you mean 'plan'? (see wcoctl --help)"),
        (["plan"], "Missing argument 'SITE' (see wcoctl plan --help)"),
        (["plan", "here", "--nonsense"], "No such option: --nonsense (see wcoctl plan --help)"),
        (
            ["simulate", "a.yml", "--switch", "lock/ann=on"],
            "No such option: --switch (renamed: use `--override`) (see wcoctl simulate --help)",
        ),
        (
            ["server-key", "warsaw", "acme"],
            "No such command 'server-key' (renamed: use `webhook-key`) (see wcoctl --help)",
        ),
        (["simulate", "a.yml", "b"], "Got unexpected extra argument(s) (b) (see wcoctl simulate --help)"),
    ],
)
@pytest.mark.parametrize("json_wanted", [False, True])
def test_a_mistake_of_usage_is_one_line_or_one_document(
    words: list[str],
    told: str,
    json_wanted: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["wcoctl", *words, *(["--json"] if json_wanted else [])])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    if json_wanted:
        assert json.loads(out) == {"error": told, "problems": []}
        assert err == ""
    else:
        assert (out, err) == ("", told + "\n")


def test_without_a_command_the_help_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["wco"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert "Usage: wco" in out + err
    assert "(see" not in out + err


@pytest.mark.parametrize("file", ["nowhere.yml", "tests/specs/ok/compiled_internal.yml"])
@pytest.mark.parametrize("option", ["--json", None])
def test_output_that_cannot_be_written_is_told_in_one_line(file: str, option: str | None) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "wcoctl", "validate", file, *filter(None, [option])],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    told_there = file == "nowhere.yml" and not option
    assert line.startswith("nowhere.yml: cannot be read") if told_there else "No space left on device" in line


@pytest.mark.parametrize("option", ["--json", ""])
def test_without_an_output_the_exit_code_tells(option: str) -> None:
    command = f"{sys.executable} -m wcoctl validate {option} nowhere.yml >&-"
    done = subprocess.run(["bash", "-c", command], stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_is_no_mistake() -> None:
    command = f"set -o pipefail; {sys.executable} -m wcoctl schema tenant | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode in (0, 1)) == ("", True)
