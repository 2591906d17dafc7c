"""Where calls go on although the caller chooses nothing: to other blocks, and to phones outside of the company."""

from collections.abc import Iterator
from typing import NamedTuple

from wcoctl.spec.base import HANGUP
from wcoctl.spec.blocks import (
    Announcement,
    Block,
    Condition,
    Group,
    Hangup,
    InternalNumberBlock,
    Menu,
    PersonalAnnouncement,
    PhoneService,
    Redirect,
    Server,
    Survey,
    UserBlock,
    Voicemail,
)
from wcoctl.spec.finding import Place
from wcoctl.spec.flow import ways
from wcoctl.spec.tenant import Tenant

__all__ = ["Onward", "onward"]

_CHOSEN = {("exits", "end_of_call"), ("exits", "callback"), ("exits", "done")}
"""Ways that are taken after a conversation, or by a key."""


class Onward(NamedTuple):
    """How calls go on from a block."""

    forwards: list[tuple[str, bool, Place]]
    """Each number that rings, whether it does for every call, and the place that says so."""
    blocks: list[str]
    forced: bool
    """Whether every call goes on at the one block."""


def onward(tenant: Tenant, block: Block, name: str) -> Onward:
    """Return how calls go on from the block of this name."""
    targets = {place: target for place, target in ways(block) if place[0] != "keys" and place not in _CHOSEN}
    forced = isinstance(block, Announcement | PersonalAnnouncement | Condition)
    if isinstance(block, UserBlock) and not tenant.users[block.user].active:
        forced, targets = True, {place: to for place, to in targets.items() if place[-1] == "no_answer"}
    blocks = set(targets.values()) - {HANGUP}
    forced = forced and set(targets.values()) == blocks and len(blocks) == 1
    return Onward(list(_forwards(tenant, block, name)), sorted(blocks), forced)


def _forwards(tenant: Tenant, block: Block, name: str) -> Iterator[tuple[str, bool, Place]]:
    match block:
        case Redirect():
            yield block.number, True, ("blocks", name, "number")
        case UserBlock():
            yield from _of_user(tenant, block.user)
        case Group():
            for member in block.members:
                if tenant.users[member].active:
                    yield tenant.users[member].number, False, ("users", member, "number")
        case Menu() | InternalNumberBlock() | PhoneService() | Condition() | Server() | Survey():
            pass
        case Announcement() | PersonalAnnouncement() | Voicemail() | Hangup():
            pass


def _of_user(tenant: Tenant, name: str) -> Iterator[tuple[str, bool, Place]]:
    user = tenant.users[name]
    if not user.active:
        return
    if user.redirects.always:
        yield user.redirects.always, True, ("users", name, "redirects", "always")
        return
    yield user.number, True, ("users", name, "number")
    for when, number in (("busy", user.redirects.busy), ("no_answer", user.redirects.no_answer)):
        if number:
            yield number, False, ("users", name, "redirects", when)
