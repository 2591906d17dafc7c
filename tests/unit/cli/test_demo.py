"""The demonstration tells one story, to people or to programs."""

import json
import sys
from types import SimpleNamespace

import pytest

from wcoctl import cli
from wcoctl.cli import demo
from wcoctl.lab import demo as lab


@pytest.mark.parametrize(("problems", "code"), [([], 0), (["nobody heard it"], 3)])
def test_json_is_one_document_whatever_happened(
    problems: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "deploy", lambda *_: None)
    monkeypatch.setattr(lab, "play", lambda *_: {"story": [SimpleNamespace(problems=problems)]})
    owner = {"portal": "https://10.79.0.11/", "login": "owner"}
    monkeypatch.setattr(demo, "_owner", lambda _site: owner)
    monkeypatch.setattr(demo, "_data", lambda call: {"problems": call.problems})
    monkeypatch.setattr(sys, "argv", ["wco", "demo", "--json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == code
    told = json.loads(capsys.readouterr().out)
    assert (told["as_expected"], told["calls"]) == (not problems, [{"problems": problems}])
    assert (told["portal"], told["owner"]) == ("https://10.79.0.11/", owner)
