"""What differs between two revisions is said in words, as the hosts know them."""

import base64
import json
import sys
import zlib
from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.small_site import TENANT, config
from tests.unit.small_site import site as site
from wcoctl import cli
from wcoctl.rollout import history
from wcoctl.rollout.company_diff import company_diff
from wcoctl.rollout.runner import PlaybookRun
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import identify

__all__ = ["config", "site"]

ACME = TENANT.format(tenant="acme", number="+48221234567")
LATER = """\
# Another order, and comments, are nothing that differs.
name: Firma acme
tenant: acme
main_numbers:
  primary: {number: "+48221234567", entry: welcome}
  additional: [{number: "+48221234580"}]
users:
  anna: {name: Anna Nowak, number: "+48601100201"}
prompts:
  welcome: {text: "Good morning"}
blocks:
  welcome: {type: announcement, prompt: welcome, exits: {next: hangup}}
"""
CHANGED: list[dict[str, Any]] = [
    {"what": "main number +48221234580", "kind": "added", "settings": []},
    {"what": "user Anna Nowak (anna)", "kind": "added", "settings": []},
    {
        "what": "prompt welcome",
        "kind": "changed",
        "settings": [{"setting": "text", "before": "Dzień dobry, acme", "after": "Good morning"}],
    },
]


def files(**tenants: str) -> dict[str, bytes]:
    return {f"tenants/{tenant}.yml": text.encode() for tenant, text in tenants.items()}


def by_what(companies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(
        companies[0]["changes"], key=lambda change: [one["what"] for one in CHANGED].index(change["what"])
    )


def test_entries_and_settings_are_told() -> None:
    (company,) = found = company_diff(files(acme=ACME), files(acme=LATER))
    assert (company["tenant"], company["name"], company["kind"]) == ("acme", "Firma acme", "changed")
    assert by_what(found) == CHANGED
    assert len(company["changes"]) == 3


def test_companies_come_and_go() -> None:
    beta = ACME.replace("acme", "beta")
    found = company_diff(files(acme=ACME), files(beta=beta))
    assert [(one["tenant"], one["kind"], one["changes"]) for one in found] == [
        ("acme", "removed", []),
        ("beta", "added", []),
    ]


def test_how_a_file_is_written_does_not_differ() -> None:
    assert company_diff(files(acme=ACME), files(acme=f"# ours\n{ACME}")) == []


@pytest.fixture
def hosts(site: SiteDirectory, monkeypatch: pytest.MonkeyPatch) -> SiteDirectory:
    """Have a host know the revisions 1 and 2."""
    known = {"1": ACME, "2": LATER}

    def play(*_arguments: Any, values: Mapping[str, str], **_options: Any) -> PlaybookRun:
        text = known.get(values["base_site_revision"], "").encode()
        kept = base64.b64encode(zlib.compress(text)).decode()
        told: dict[str, Any] = {
            "revisions": [{"number": number, "time": "", "who": "", "what": {}} for number in (2, 1)],
            "revision_files": {"tenants/acme.yml": [identify(text), kept]} if text else None,
            "kept": [],
        }
        return PlaybookRun(results=[("one", "wco_site", told)])

    monkeypatch.setattr(history, "run_playbook", play)
    return site


def run(
    hosts: SiteDirectory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *words: str,
    code: int = 0,
) -> str:
    monkeypatch.setattr(sys, "argv", ["wcoctl", "diff", str(hosts.root), *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr()
    assert ended.value.code == code, told
    return told.out + told.err


def test_the_command_tells_it(
    hosts: SiteDirectory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(run(hosts, monkeypatch, capsys, "1", "2", "--json"))
    assert (found["from"], found["to"]) == (1, 2)
    assert by_what(found["companies"]) == CHANGED
    told = run(hosts, monkeypatch, capsys, "1", "2")
    assert "~ acme (Firma acme)" in told
    assert "+ user Anna Nowak (anna)" in told
    assert "text: Dzień dobry, acme -> Good morning" in told
    assert "nothing differs" in run(hosts, monkeypatch, capsys, "2", "2")


def test_the_files_as_they_are_now(
    hosts: SiteDirectory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(hosts, monkeypatch, capsys, "1")
    assert "the files as they are now" in told
    assert "+ beta (Firma beta)" in told
    assert "acme" not in told.partition("now")[2]


def test_a_revision_that_nobody_knows(
    hosts: SiteDirectory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no host knows revision 9 (they know 1 to 2" in run(hosts, monkeypatch, capsys, "9", "2", code=1)
