"""What an apply does when its hosts hold already what they should, and whom a rollout leaves alone."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.small_site import session_of
from wcoctl.compile.schema import schema_version
from wcoctl.rollout import apply, claim, fleet
from wcoctl.rollout.claim import desk_of
from wcoctl.rollout.runner import PlaybookRun
from wcoctl.rollout.session import SiteSession
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import Seen


class _Silent:
    def task(self, role: str, name: str) -> None:
        pass


def applied(
    session: SiteSession, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], lock: str = ""
) -> list[str]:
    """Apply to hosts that hold the workspace's software and tenants; return the playbooks that were run."""
    ran: list[str] = []
    identity = session.secrets.wanted.identity
    revision = {"number": 7, "time": "", "who": "", "what": {}}
    told = {
        "site": {"name": "small", "identity": identity, "secrets": {}},
        "revision": revision,
        "files": {path: (content, 7) for path, content in files.items()},
        "lock": lock,
    }
    held = {
        "manifest": session.workspace.manifest,
        "schema_version": schema_version(),
        "release": {"release": "a", "version": ""},
    }

    def run(_site: SiteDirectory, playbook: str, **_options: Any) -> PlaybookRun:
        ran.append(playbook)
        if playbook == "record":
            return PlaybookRun(results=[(host, "wco_site", {"state": "recorded"}) for host in ("one", "two")])
        answers = {"wco_callplan": held, "wco_site": told}
        return PlaybookRun(results=[(host, *answer) for host in ("one", "two") for answer in answers.items()])

    for module in (claim, fleet, apply):
        monkeypatch.setattr(module, "run_playbook", run)
    Seen(7).write(session.site, identity)
    asked, difference = session.ask(_Silent())
    assert difference.empty
    outcome = apply.apply_difference(session, asked, difference, _Silent(), software=False)
    assert outcome.changes == 0
    return ran


def test_nothing_is_done_where_all_is_known(site: SiteDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of(site)
    assert applied(session, monkeypatch, session.files.identifiers) == ["query"]
    assert applied(session, monkeypatch, session.files.identifiers, "another desk") == ["query"]


def test_what_a_killed_run_brought_is_recorded(site: SiteDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of(site)
    files = session.files.identifiers | {"tenants/acme.yml": "before"}
    assert applied(session, monkeypatch, files, desk_of(site)) == ["query", "record"]
    order = json.loads((site.orders / "revision.json").read_text())
    assert (order["number"], order["files"]) == (8, session.files.identifiers)
    assert Seen.read(site, session.secrets.wanted.identity) == Seen(8)


def test_the_lock_of_a_killed_run_is_given_back_where_nothing_is_left_to_do(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of(site)
    assert applied(session, monkeypatch, session.files.identifiers, desk_of(site)) == ["query", "release"]


@pytest.mark.parametrize(
    ("releases", "forced", "ran"),
    [
        ({"one": "a", "two": "older"}, False, [("site", [])]),  # one builds packages
        ({"one": "older", "two": "a"}, False, [("claim", []), ("site", ["two"])]),
        ({"one": "older", "two": "a"}, True, [("site", [])]),
        ({"one": "older", "two": "older"}, False, [("site", [])]),
    ],
)
def test_a_rollout_leaves_hosts_alone_that_have_the_software(
    releases: dict[str, str],
    forced: bool,
    ran: list[tuple[str, list[str]]],
    site: SiteDirectory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = session_of(site)
    done: list[tuple[str, list[str]]] = []

    def run(_site: SiteDirectory, playbook: str, *, without: list[str] = [], **_: Any) -> PlaybookRun:  # noqa: B006
        if playbook in ("claim", "site"):
            done.append((playbook, without))
        if playbook == "site":
            releases.update(dict.fromkeys(releases.keys() - set(without), "a"))
        states = ("wco_site", {"state": "recorded", "site": None})
        answers: list[tuple[str, str, dict[str, Any]]] = [(host, *states) for host in releases]
        for host, release in releases.items():
            plan: dict[str, Any] = {"manifest": session.workspace.manifest}
            plan["schema_version"] = schema_version()
            answers.append((host, "wco_callplan", {**plan, "release": {"release": release, "version": ""}}))
        return PlaybookRun(results=answers)

    for module in (claim, fleet, apply):
        monkeypatch.setattr(module, "run_playbook", run)
    asked, difference = session.ask(_Silent())
    permission = replace(session.permission, revision=0)
    apply.apply_difference(
        replace(session, permission=permission), asked, difference, _Silent(), software=forced
    )
    assert done == ran
