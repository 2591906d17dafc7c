"""Which companies a run removes from the hosts."""

from dataclasses import replace

import pytest

from tests.unit.rollout.applied import ACME, NOTHING, emptied, fleet_of, order_of
from tests.unit.small_site import session_of
from wcoctl.errors import UserError
from wcoctl.rollout.difference import Difference, HostDifference
from wcoctl.rollout.revision import check_removed, check_unseen, removed_tenants
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import Seen


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
