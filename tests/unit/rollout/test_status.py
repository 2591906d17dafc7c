"""``status``: it only looks, and shows what it found as it is."""

import sys
from dataclasses import replace

import pytest

from wcoctl import cli
from wcoctl.rollout.fleet import Fleet
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.lock import locked


@pytest.fixture
def answers(site: SiteDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have hosts answer that have nothing to tell."""
    monkeypatch.setattr("wcoctl.rollout.status.site_status", lambda *_: (Fleet({}, {}), {}))
    monkeypatch.setattr(sys, "argv", ["wco", "status", str(site.root)])


@pytest.mark.usefixtures("answers")
def test_texts_are_shown_as_they_are(site: SiteDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    (site.root / "tenants" / "a[red]b :key: \udce9.yml").write_text("tenant: [")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    assert "errors in the files of a[red]b :key: \\udce9 (wcoctl" in capsys.readouterr().out


@pytest.mark.usefixtures("answers")
def test_it_works_beside_a_run_and_leaves_its_files_alone(site: SiteDirectory) -> None:
    with locked(site), pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    beside = replace(site, beside="status")
    assert (beside.inventory.exists(), site.inventory.exists()) == (True, False)
    assert beside.run != site.run
    assert beside.inventory.parent.parent.stat().st_mode & 0o777 == 0o700


def test_a_command_that_is_kept_out_has_an_exit_code_of_its_own(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["wco", "drift", str(site.root)])
    with locked(site), pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.RUN_FAILED
    assert "another wcoctl works on the site 'small' just now" in capsys.readouterr().err
