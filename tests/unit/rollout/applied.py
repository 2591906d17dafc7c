"""Hosts that hold what was applied, for tests of what a run may do about it."""

import json
from dataclasses import replace
from typing import Any, cast

from wcoctl.rollout.difference import Difference, HostDifference
from wcoctl.rollout.fleet import Fleet, HostState
from wcoctl.rollout.knowledge import Knowledge, Revision
from wcoctl.rollout.revision import Revisions
from wcoctl.rollout.session import SiteSession
from wcoctl.workspace.seen import Seen

ACME, BETA = "tenants/acme.yml", "tenants/beta.yml"
NOTHING = Difference({"one": HostDifference("current", {})})
Files = dict[str, tuple[str, int]]
ACME_DIFFERS = Difference({"one": HostDifference("current", {"acme": "changed"})})


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


def emptied(session: SiteSession, number: int, **files: tuple[str, int]) -> Fleet:
    """Return hosts that know what was applied, and whose call plan was lost or made anew."""
    fleet = fleet_of(session, number, **files)
    return Fleet({"one": replace(fleet.hosts["one"], manifest={})}, {})


def lost(session: SiteSession, **known: Any) -> Fleet:
    """Return a host with a call plan that knows no revision."""
    empty = Knowledge("", "", {}, None, {}, {})
    state = HostState("a", "", {"acme": "1"}, replace(empty, **known) if known else None)
    return Fleet({"one": state, "two": HostState("", "", {})}, {})
