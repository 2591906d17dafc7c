"""Claims about how commands end."""

import re
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from wcoctl import cli


def test_a_mistake_of_ours_is_one_line_with_its_traceback_in_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def dies(**_options: object) -> NoReturn:
        raise KeyError("personal_announcement")

    monkeypatch.setattr(cli, "app", dies)
    monkeypatch.setattr(sys, "argv", ["wco", "graph"])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 70
    told = capsys.readouterr().err
    assert re.fullmatch(
        r"unexpected error: KeyError: 'personal_announcement' \(a mistake of wcoctl.*\)\n", told
    )
    (file,) = tmp_path.iterdir()
    assert str(file) in told
    assert "in dies" in file.read_text()
