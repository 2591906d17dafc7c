"""What hosts keep of an apply, and the way back to it."""

import base64
import json
import os
import shutil
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from tests.unit.small_site import TENANT, session_of, write_tenant
from wcoctl.errors import UserError
from wcoctl.rollout import history
from wcoctl.rollout.claim import desk_of
from wcoctl.rollout.difference import Difference, HostDifference
from wcoctl.rollout.fleet import Fleet, HostState
from wcoctl.rollout.history import roll_back
from wcoctl.rollout.knowledge import Knowledge, Revision
from wcoctl.rollout.permission import EVERYTHING, Permission
from wcoctl.rollout.revision import Revisions, check_removed, check_unseen, removed_tenants
from wcoctl.rollout.runner import PlaybookRun
from wcoctl.rollout.session import SiteSession
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import Seen, identify

ACME, BETA = "tenants/acme.yml", "tenants/beta.yml"
NOTHING = Difference({"one": HostDifference("current", {})})
Files = dict[str, tuple[str, int]]
ACME_DIFFERS = Difference({"one": HostDifference("current", {"acme": "changed"})})


TONE = Path(__file__).parents[2] / "specs" / "ok" / "sounds" / "tone.wav"


class _Silent:
    def task(self, role: str, name: str) -> None:
        pass


def fleet_of(session: SiteSession, number: int, **files: tuple[str, int]) -> Fleet:
    """Return hosts that hold the workspace's files, but for some that are given by tenant."""
    held = {path: (content, 1) for path, content in session.files.identifiers.items()}
    held |= {f"tenants/{tenant}.yml": file for tenant, file in files.items()}
    revision = Revision(number, "2026-11-29T12:00:00+00:00", "bob@desk", {})
    known = Knowledge("small", session.secrets.wanted.identity, {}, revision, held, {})
    return Fleet({"one": HostState("a", "", {"acme": "1", "beta": "2"}, known)}, {})


def files_of(fleet: Fleet) -> Files:
    """Return the files of the newest revision, to be changed."""
    assert fleet.newest
    return cast(Files, fleet.newest.files)


def order_of(session: SiteSession, fleet: Fleet, difference: Difference, seen: Seen) -> dict[str, Any]:
    Revisions(session, fleet, seen).write(difference.tenants, {})
    order: dict[str, Any] = json.loads((session.site.orders / "revision.json").read_text())
    return order


def test_the_first_revision_has_all_files_with_their_contents(site: SiteDirectory) -> None:
    session = session_of(site)
    order = order_of(session, Fleet({"one": HostState("", "", {})}, {}), ACME_DIFFERS, Seen())
    assert order["number"] == 1
    assert order["files"].keys() == {ACME, BETA, "site.yml", "hosts.yml", "software"}
    assert order["what"]["tenants"] == {"acme": "changed"}
    content = zlib.decompress(base64.b64decode(order["contents"][order["files"][ACME]]))
    assert content == (site.root / ACME).read_bytes()
    assert order["files"]["software"] not in order["contents"]


def test_the_next_one_has_the_contents_that_hosts_lack(site: SiteDirectory) -> None:
    session = session_of(site)
    order = order_of(session, fleet_of(session, 7, acme=("old", 3)), ACME_DIFFERS, Seen(7))
    assert order["number"] == 8
    assert list(order["contents"]) == [order["files"][ACME]]
    assert order["what"]["settings"] == []


def test_what_a_run_leaves_alone_is_recorded_as_it_was(site: SiteDirectory) -> None:
    (site.root / ACME).write_text("tenant: [")
    session = session_of(site)
    seen = Seen(7, frozenset({BETA}))
    order = order_of(session, fleet_of(session, 7, acme=("old", 3), beta=("newer", 7)), NOTHING, seen)
    assert (order["files"][ACME], order["files"][BETA]) == ("old", "newer")


def test_a_file_that_cannot_be_read_counts_as_it_runs(site: SiteDirectory) -> None:
    (site.root / ACME).unlink()
    os.mkfifo(site.root / ACME)
    session = session_of(site)
    order = order_of(session, fleet_of(session, 7, acme=("old", 3)), NOTHING, Seen(7))
    assert order["files"][ACME] == "old"
    assert check_unseen(session, fleet_of(session, 7, acme=("newer", 7)), NOTHING).but == {ACME}


def test_lost_hosts_do_not_bring_old_numbers_back(site: SiteDirectory) -> None:
    session = session_of(site)
    assert order_of(session, Fleet({"one": HostState("", "", {})}, {}), NOTHING, Seen(7))["number"] == 8


def test_a_desk_that_has_not_seen_a_change_may_not_undo_it(site: SiteDirectory) -> None:
    session = session_of(site)
    fleet = fleet_of(session, 7, acme=("newer", 7))
    with pytest.raises(UserError) as caught:
        check_unseen(session, fleet, ACME_DIFFERS)
    assert str(caught.value) == (
        "the hosts hold revision 7, applied 2026-11-29T12:00:00+00:00 by bob@desk; this controller has seen none of it,"
        " and its files would undo what others applied to tenants/acme.yml (revision 7): nothing was changed"
        " (get the newer files, such as by git pull or wcoctl rollback SITE 7, and repeat;"
        " if yours are to replace them: --revision 7)"
    )
    assert check_unseen(session, fleet, NOTHING) == Seen(7, frozenset({ACME}))
    with pytest.raises(UserError, match="this controller last saw revision 7, and its files"):
        check_unseen(session, fleet, ACME_DIFFERS)


@pytest.mark.parametrize("permission", [Permission(revision=7), EVERYTHING])
def test_the_operator_may_say_that_it_was_seen(site: SiteDirectory, permission: Permission) -> None:
    session = session_of(site, permission=permission)
    assert check_unseen(session, fleet_of(session, 7, acme=("newer", 7)), ACME_DIFFERS) == Seen(7)
    assert check_unseen(session_of(site), fleet_of(session, 7, acme=("newer", 7)), ACME_DIFFERS) == Seen(7)


def test_another_revision_is_not_the_one_that_was_seen(site: SiteDirectory) -> None:
    session = session_of(site, permission=Permission(revision=6))
    with pytest.raises(UserError, match=r"the hosts hold revision 7, applied .*, not 6"):
        check_unseen(session, fleet_of(session, 7), NOTHING)


def test_an_older_checkout_of_wco_rolls_no_software_out(site: SiteDirectory) -> None:
    session = session_of(site)
    fleet = fleet_of(session, 7)
    files_of(fleet)["software"] = ("newer", 7)
    with pytest.raises(UserError, match=r"software \(revision 7\)"):
        check_unseen(session, fleet, Difference({"one": HostDifference("other_release", {})}))
    assert check_unseen(session, fleet, ACME_DIFFERS).but == {"software"}


def test_a_tenant_that_only_other_hosts_lose_is_no_removal(site: SiteDirectory) -> None:
    session = session_of(site)
    fleet = fleet_of(session, 1)
    assert (
        check_removed(session, fleet, Difference({"one": HostDifference("current", {"acme": "removed"})}))
        == []
    )
    (site.root / ACME).unlink()
    with pytest.raises(UserError, match="1 of 2 tenants would be removed from the hosts: acme"):
        check_removed(
            session_of(site), fleet, Difference({"one": HostDifference("current", {"acme": "removed"})})
        )


OLD = TENANT.format(tenant="acme", number="+48221111111").encode()
KEPT = base64.b64encode(zlib.compress(OLD)).decode()


def emptied(session: SiteSession, number: int, **files: tuple[str, int]) -> Fleet:
    """Return hosts that know what was applied, and whose call plan was lost or made anew."""
    fleet = fleet_of(session, number, **files)
    return Fleet({"one": replace(fleet.hosts["one"], manifest={})}, {})


BOTH_LACK = Difference({"one": HostDifference("current", {"acme": "added", "beta": "added"})})


def test_a_lost_call_plan_hides_no_company_of_another_desk(site: SiteDirectory) -> None:
    Seen(5).write(site, session_of(site).secrets.wanted.identity)
    session = session_of(site)
    fleet = emptied(session, 6, gamma=("g", 6))
    with pytest.raises(UserError, match=r"undo what others applied to tenants/gamma.yml \(revision 6\)"):
        check_unseen(session, fleet, BOTH_LACK)
    with pytest.raises(UserError, match="1 of 3 tenants would be removed from the hosts: gamma"):
        check_removed(session, fleet, BOTH_LACK)
    assert removed_tenants(session, fleet, NOTHING) == ["gamma"]
    assert removed_tenants(replace(session, only=["acme"]), fleet, NOTHING) == []


def test_a_company_that_goes_with_a_lost_call_plan_is_told_in_the_history(site: SiteDirectory) -> None:
    session = session_of(site)
    order = order_of(session, emptied(session, 6, gamma=("g", 6)), BOTH_LACK, Seen(6))
    assert order["what"]["tenants"] == {"acme": "added", "beta": "added", "gamma": "removed"}


def test_a_company_whose_file_has_mistakes_is_not_removed(site: SiteDirectory) -> None:
    (site.root / ACME).write_text("tenant: [")
    session = session_of(site)
    assert removed_tenants(session, emptied(session, 6, acme=("a", 6)), NOTHING) == []


def lost(session: SiteSession, **known: Any) -> Fleet:
    """Return a host with a call plan that knows no revision."""
    empty = Knowledge("", "", {}, None, {}, {})
    state = HostState("a", "", {"acme": "1"}, replace(empty, **known) if known else None)
    return Fleet({"one": state, "two": HostState("", "", {})}, {})


@pytest.mark.parametrize("known", [{}, {"damaged": "rubbish"}, {"identity": "1"}])
def test_hosts_that_lost_what_they_knew_are_not_overwritten(
    site: SiteDirectory, known: dict[str, str]
) -> None:
    session = session_of(site)
    fleet = lost(session, **known)
    Seen(5).write(site, session.secrets.wanted.identity)
    with pytest.raises(UserError, match=r"^one: a site was rolled out there, but no host knows which one"):
        check_unseen(session, fleet, ACME_DIFFERS)
    assert check_unseen(session, fleet, NOTHING) == Seen(5)
    for permission in (Permission(revision=0), EVERYTHING):
        assert check_unseen(session_of(site, permission=permission), fleet, ACME_DIFFERS) == Seen(5)
    with pytest.raises(UserError, match="no single tenant can be applied"):
        check_unseen(replace(session, only=["acme"]), fleet, NOTHING)
    (site.root / BETA).write_text("tenant: [")
    with pytest.raises(UserError, match="no host knows"):
        check_unseen(session_of(site), fleet, NOTHING)


def test_a_number_that_another_desk_has_seen_does_not_come_again(site: SiteDirectory) -> None:
    session = session_of(site, permission=Permission(revision=0))
    assert Revisions(session, lost(session), Seen(5)).number == 1005


def test_a_first_rollout_that_was_killed_goes_on(site: SiteDirectory) -> None:
    session = session_of(site)
    mine = lost(session, identity="1", lock=desk_of(site))
    assert check_unseen(session, mine, ACME_DIFFERS) == Seen()
    begun = HostState("installing", "", {}, Knowledge("small", "1", {}, None, {}, {}))
    assert check_unseen(session, Fleet({"one": begun}, {}), ACME_DIFFERS) == Seen()


def test_files_that_change_nothing_on_hosts_are_known_there_all_the_same(site: SiteDirectory) -> None:
    session = session_of(site)
    fleet = fleet_of(session, 7)
    assert Revisions(session, fleet, Seen(7)).known
    with (site.root / ACME).open("a") as file:
        file.write("# a comment\n")
    session = session_of(site)
    assert not Revisions(session, fleet, Seen(7)).known
    assert Revisions(replace(session, only=["beta"]), fleet, Seen(7)).known
    assert Revisions(session, fleet, Seen(7, frozenset({ACME}))).known
    order = order_of(session, fleet, NOTHING, Seen(7))
    assert order["what"]["tenants"] == {"acme": "changed"}


def test_a_recording_is_left_with_its_tenant(site: SiteDirectory) -> None:
    sound = site.root / "tenants" / "hello.wav"
    shutil.copy(TONE, sound)
    text = (site.root / ACME).read_text(encoding="utf-8")
    (site.root / ACME).write_text(text.replace('text: "Dzień dobry, acme"', "wav: hello.wav"))
    session = session_of(site)
    files = {"tenants/hello.wav": identify(sound.read_bytes())}
    assert session.files.identifiers.items() >= files.items()
    fleet = fleet_of(session, 7)
    files_of(fleet)["tenants/hello.wav"] = ("newer", 7)
    with pytest.raises(UserError, match=r"undo what others applied to tenants/hello.wav \(revision 7\)"):
        check_unseen(session, fleet, ACME_DIFFERS)
    assert not Revisions(session, fleet, Seen(7)).known
    assert Revisions(replace(session, only=["beta"]), fleet, Seen(7)).known
    files_of(fleet)["tenants/hello.wav"] = (files["tenants/hello.wav"], 7)
    (site.root / ACME).write_text("tenant: [")
    assert Revisions(session_of(site), fleet, Seen(7)).known


def rolled_back(
    site: SiteDirectory,
    monkeypatch: pytest.MonkeyPatch,
    *,
    force: bool = False,
    newer: Files = {},  # noqa: B006
) -> history.Changes:
    """Go back to revision 3, in which acme had another number and beta was not there yet.

    ``newer`` are the files of the newest revision that are not the workspace's.
    """
    told = told_of({ACME: [identify(OLD), KEPT], "site.yml": ["s", KEPT], "tenants/hello.wav": ["w", None]})
    monkeypatch.setattr(
        history, "run_playbook", lambda *_, **__: PlaybookRun(results=[("one", "wco_site", told)])
    )
    session = session_of(site)
    fleet = fleet_of(session, 7)
    files_of(fleet).update(newer)
    return roll_back(session, fleet, 3, _Silent(), force=force)


def told_of(files: dict[str, list[str | None]]) -> dict[str, Any]:
    """Return what a host tells of revision 3 with these files."""
    beta = identify(TENANT.format(tenant="beta", number="+48221234568").encode())
    acme = identify(TENANT.format(tenant="acme", number="+48221234567").encode())
    return {
        "revisions": [{"number": number, "time": "", "who": "", "what": {}} for number in (7, 3)],
        "revision_files": files,
        "kept": [identify(OLD), beta, acme],
    }


def test_a_rollback_brings_the_tenant_files_back(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = (site.root / "site.yml").read_bytes()
    changes = rolled_back(site, monkeypatch)
    assert (changes.written, changes.removed, changes.elsewhere) == ([ACME], [BETA], ["tenants/hello.wav"])
    assert "+48221111111" in (site.root / ACME).read_text()
    assert not (site.root / BETA).exists()
    assert (site.root / "site.yml").read_bytes() == settings
    session = session_of(site)
    assert check_unseen(session, fleet_of(session, 7, acme=("newer", 7)), ACME_DIFFERS) == Seen(7)


def test_a_rollback_does_not_lose_what_was_never_applied(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    file: Path = write_tenant(site, "beta", "+48221234560")
    with pytest.raises(UserError, match=r"^tenants/beta.yml: was never applied, and would be lost"):
        rolled_back(site, monkeypatch)
    assert file.exists()
    assert "+48221111111" not in (site.root / ACME).read_text()
    assert rolled_back(site, monkeypatch, force=True).removed == [BETA]


def test_a_rollback_does_not_lose_what_cannot_be_read(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = site.root / ACME
    file.unlink()
    file.symlink_to("away")
    with pytest.raises(UserError, match=r"^tenants/acme.yml: was never applied, and would be lost"):
        rolled_back(site, monkeypatch)
    assert file.is_symlink()
    assert rolled_back(site, monkeypatch, force=True).written == [ACME]


def test_a_rollback_has_not_seen_what_it_does_not_bring(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = {path: ("newer", 7) for path in (ACME, "site.yml", "software", "tenants/hello.wav")}
    Seen(6).write(site, session_of(site).secrets.wanted.identity)
    rolled_back(site, monkeypatch, newer=newer)
    session = session_of(site)
    fleet = fleet_of(session, 7)
    files_of(fleet).update(newer)
    found = check_unseen(session, fleet, ACME_DIFFERS)
    assert found == Seen(7, frozenset({"site.yml", "software", "tenants/hello.wav"}))
    with pytest.raises(UserError, match=r"site.yml \(revision 7\), software .*git pull, and repeat; if"):
        check_unseen(session, fleet, Difference({"one": HostDifference("other_release", {})}))


def test_a_rollback_keeps_what_this_desk_has_seen(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    Seen(7).write(site, session_of(site).secrets.wanted.identity)
    rolled_back(site, monkeypatch, newer={"site.yml": ("newer", 7)})
    assert Seen.read(site, session_of(site).secrets.wanted.identity) == Seen(7)


@pytest.mark.parametrize(
    ("path", "name", "data"),
    [
        ("tenants/../../outside.txt", identify(OLD), KEPT),
        ("tenants/../acme.yml", identify(OLD), KEPT),
        ("tenants/sub/acme.yml", identify(OLD), KEPT),
        ("tenants/.acme.yml", identify(OLD), KEPT),
        ("tenants/hello.wav", identify(OLD), KEPT),
        (BETA, "another", KEPT),
        (BETA, identify(OLD), "rubbish"),
        (BETA, identify(OLD), base64.b64encode(OLD).decode()),
        (BETA, "lost", None),
    ],
)
def test_what_no_desk_has_recorded_is_not_written(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, path: str, name: str, data: str | None
) -> None:
    before = {file: file.read_bytes() for file in site.root.parent.rglob("*.*") if file.is_file()}
    session = session_of(site)
    told = told_of({path: [name, data]})
    monkeypatch.setattr(
        history, "run_playbook", lambda *_, **__: PlaybookRun(results=[("one", "wco_site", told)])
    )
    with pytest.raises(UserError, match=r"the hosts do not know 'tenants/.*' as it was at revision 3"):
        roll_back(session, fleet_of(session, 7), 3, _Silent(), force=True)
    assert {file: file.read_bytes() for file in before} == before
    assert not list(site.root.parent.rglob("outside*"))


def test_a_content_that_one_host_lacks_is_another_ones(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [
        (host, "wco_site", told_of({ACME: [identify(OLD), data]}))
        for host, data in (("one", None), ("two", KEPT))
    ]
    monkeypatch.setattr(history, "run_playbook", lambda *_, **__: PlaybookRun(results=both))
    session = session_of(site)
    assert roll_back(session, fleet_of(session, 7), 3, _Silent(), force=False).written == [ACME]
    assert (site.root / ACME).read_bytes() == OLD
