"""``drift``: what was found is shown, whoever else is silent, and not more than people read."""

import json
import sys

import pytest

from wcoctl import cli
from wcoctl.rollout.fleet import Fleet, HostState
from wcoctl.rollout.session import Session
from wcoctl.workspace.directory import SiteDirectory


def _ended(
    site: SiteDirectory,
    monkeypatch: pytest.MonkeyPatch,
    drift: list[str],
    silent: dict[str, str],
    *options: str,
) -> int:
    """Return the exit code of a look at host one, which tells this drift; others are silent."""
    hosts = {"one": HostState("a", "1", {}, drift=tuple(drift))}
    monkeypatch.setattr(Session, "ask", lambda *_: (Fleet(hosts, silent), None))
    monkeypatch.setattr(sys, "argv", ["wco", "drift", str(site.root), *options])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_a_silent_host_does_not_hide_the_others(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _ended(site, monkeypatch, ["rtp.conf was changed"], {"two": "timed out"}) == cli.RUN_FAILED
    told = capsys.readouterr()
    assert told.out == "one: rtp.conf was changed\n"
    assert told.err.startswith("two: timed out\n")


def test_people_get_as_many_as_they_read_and_programs_all(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drift = [f"{number} leads nowhere" for number in range(100)]
    assert _ended(site, monkeypatch, drift, {}) == cli.USER_ERROR
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 42
    assert lines[38:41] == [
        "one: 38 leads nowhere",
        "one: ... and 60 more (--json)",
        "one: 99 leads nowhere",
    ]
    _ended(site, monkeypatch, drift, {}, "--json")
    assert json.loads(capsys.readouterr().out)["hosts"] == {"one": drift}
