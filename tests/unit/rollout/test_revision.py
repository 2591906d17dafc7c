"""What hosts keep of an apply."""

import base64
import os
import shutil
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.rollout.applied import (
    ACME,
    ACME_DIFFERS,
    BETA,
    NOTHING,
    files_of,
    fleet_of,
    lost,
    order_of,
)
from tests.unit.small_site import session_of
from wcoctl.errors import UserError
from wcoctl.rollout.fleet import Fleet, HostState
from wcoctl.rollout.permission import Permission
from wcoctl.rollout.revision import Revisions, check_unseen
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import Seen, identify

TONE = Path(__file__).parents[2] / "specs" / "ok" / "sounds" / "tone.wav"


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


def test_a_number_that_another_desk_has_seen_does_not_come_again(site: SiteDirectory) -> None:
    session = session_of(site, permission=Permission(revision=0))
    assert Revisions(session, lost(session), Seen(5)).number == 1005


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
