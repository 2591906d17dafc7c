"""What others have applied and this controller has not seen is not overwritten."""

from dataclasses import replace

import pytest

from tests.unit.rollout.applied import ACME, ACME_DIFFERS, BETA, NOTHING, files_of, fleet_of, lost
from tests.unit.small_site import session_of
from wcoctl.errors import UserError
from wcoctl.rollout.claim import desk_of
from wcoctl.rollout.difference import Difference, HostDifference
from wcoctl.rollout.fleet import Fleet, HostState
from wcoctl.rollout.knowledge import Knowledge
from wcoctl.rollout.permission import EVERYTHING, Permission
from wcoctl.rollout.revision import check_unseen
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import Seen


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


def test_a_first_rollout_that_was_killed_goes_on(site: SiteDirectory) -> None:
    session = session_of(site)
    mine = lost(session, identity="1", lock=desk_of(site))
    assert check_unseen(session, mine, ACME_DIFFERS) == Seen()
    begun = HostState("installing", "", {}, Knowledge("small", "1", {}, None, {}, {}))
    assert check_unseen(session, Fleet({"one": begun}, {}), ACME_DIFFERS) == Seen()
