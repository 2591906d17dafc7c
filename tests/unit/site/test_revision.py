"""What hosts keep of an apply, and the way back to it."""

import base64
import json
import os
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.unit.site.conftest import TENANT, session_of, write_tenant
from wcoctl.errors import UserError
from wcoctl.site import history
from wcoctl.site.difference import Difference, HostDifference
from wcoctl.site.directory import SiteDirectory
from wcoctl.site.fleet import Fleet, HostState
from wcoctl.site.history import roll_back
from wcoctl.site.knowledge import Knowledge, Revision
from wcoctl.site.permission import EVERYTHING, Permission
from wcoctl.site.revision import Revisions, check_removed, check_unseen
from wcoctl.site.runner import Run
from wcoctl.site.seen import Seen, identify
from wcoctl.site.session import Session

ACME, BETA = "tenants/acme.yml", "tenants/beta.yml"
NOTHING = Difference({"one": HostDifference("current", {})})
ACME_DIFFERS = Difference({"one": HostDifference("current", {"acme": "changed"})})


class _Silent:
    def task(self, role: str, name: str) -> None:
        pass


def fleet_of(session: Session, number: int, **files: tuple[str, int]) -> Fleet:
    """Return hosts that hold the workspace's files, but for some that are given by tenant."""
    held = {path: (content, 1) for path, content in session.files.identifiers.items()}
    held |= {f"tenants/{tenant}.yml": file for tenant, file in files.items()}
    revision = Revision(number, "2026-11-29T12:00:00+00:00", "bob@desk", {})
    known = Knowledge("small", session.secrets.wanted.identity, {}, revision, held, {})
    return Fleet({"one": HostState("a", "", {"acme": "1", "beta": "2"}, known)}, {})


def order_of(session: Session, fleet: Fleet, difference: Difference, seen: Seen) -> dict[str, Any]:
    Revisions(session, fleet, seen).write(difference, {})
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
        "the hosts hold revision 7, applied 2026-11-29T12:00:00+00:00 by bob@desk; this desk has seen none of it,"
        " and its files would undo what others applied to tenants/acme.yml (revision 7): nothing was changed"
        " (get the newer files, such as by git pull or wco rollback SITE 7, and repeat;"
        " if yours are to replace them: --revision 7)"
    )
    assert check_unseen(session, fleet, NOTHING) == Seen(7, frozenset({ACME}))
    with pytest.raises(UserError, match="this desk last saw revision 7, and its files"):
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
    known = fleet.hosts["one"].known
    assert known
    known.files["software"] = ("newer", 7)  # type: ignore[index]
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


def rolled_back(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, *, force: bool = False
) -> history.Changes:
    """Go back to revision 3, in which acme had another number and beta was not there yet."""
    text = TENANT.format(tenant="acme", number="+48221111111").encode()
    data = base64.b64encode(zlib.compress(text)).decode()
    beta = identify(TENANT.format(tenant="beta", number="+48221234568").encode())
    acme = identify(TENANT.format(tenant="acme", number="+48221234567").encode())
    told = {
        "revisions": [{"number": number, "time": "", "who": "", "what": {}} for number in (7, 3)],
        "revision_files": {ACME: ["3a", data], "site.yml": ["s", data], "tenants/hello.wav": ["w", None]},
        "kept": ["3a", beta, acme],
    }
    monkeypatch.setattr(history, "run_playbook", lambda *_, **__: Run(results=[("one", "wco_site", told)]))
    session = session_of(site)
    return roll_back(session, fleet_of(session, 7), 3, _Silent(), force=force)


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
