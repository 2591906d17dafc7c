"""``status``: it only looks, and shows what it found as it is."""

import sys

import pytest

from wcoctl import cli
from wcoctl.site.directory import SiteDirectory
from wcoctl.site.fleet import Fleet


@pytest.fixture
def answers(site: SiteDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have hosts answer that have nothing to tell."""
    monkeypatch.setattr("wcoctl.site.state.site_status", lambda *_: (Fleet({}, {}), {}))
    monkeypatch.setattr(sys, "argv", ["wco", "status", str(site.root)])


@pytest.mark.usefixtures("answers")
def test_texts_are_shown_as_they_are(site: SiteDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    (site.root / "tenants" / "a[red]b :key: \udce9.yml").write_text("tenant: [")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    assert "mistakes in the files of a[red]b :key: \\udce9 (wco" in capsys.readouterr().out
