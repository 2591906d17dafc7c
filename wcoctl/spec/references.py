"""What the parts of a tenant name of each other: prompts, lists, schedules, users, groups."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from wcoctl.spec.blocks import (
    Announcement,
    Block,
    Condition,
    Group,
    Hangup,
    InputBlock,
    InternalNumberBlock,
    Menu,
    PersonalAnnouncement,
    PhoneService,
    Redirect,
    Rule,
    Server,
    Survey,
    UserBlock,
    Voicemail,
)
from wcoctl.spec.blocks.phone_service import (
    GroupSwitch,
    MemberSwitch,
    OccasionalSwitch,
    Override,
    PickUp,
    PresentationSwitch,
    RecordPrompt,
    RedirectSwitch,
    Retrieve,
    ServiceAction,
)
from wcoctl.spec.finding import Place
from wcoctl.spec.tenant import Tenant

__all__ = ["Collection", "Reference", "prompts_of", "references"]

Collection = Literal["prompts", "lists", "schedules", "users", "groups", "occasional_announcements"]


class Reference(NamedTuple):
    """A name that stands at a place and means an entry of a collection."""

    place: Place
    collection: Collection
    name: str


def references(tenant: Tenant) -> Iterator[Reference]:
    """Yield every name that has to be an entry of a collection of the tenant."""
    for position, rule in enumerate(tenant.black_list):
        if rule.callers is not None:
            yield Reference(("black_list", position, "callers"), "lists", rule.callers)
    for name, announcement in tenant.occasional_announcements.items():
        yield Reference(("occasional_announcements", name, "prompt"), "prompts", announcement.prompt)
    for name, block in tenant.blocks.items():
        for place, prompt in _prompts(block):
            if prompt is not None:
                yield Reference(("blocks", name, *place), "prompts", prompt)
        for place, collection, wanted in _of_block(block):
            yield Reference(("blocks", name, *place), collection, wanted)


def prompts_of(tenant: Tenant) -> set[str]:
    """Return the names of the prompts that calls may hear."""
    return {reference.name for reference in references(tenant) if reference.collection == "prompts"}


def _of_block(block: Block) -> Iterator[Reference]:
    match block:
        case Condition():
            for position, rule in enumerate(block.rules):
                yield from _of_rule(("rules", position), rule)
        case Group():
            for position, member in enumerate(block.members):
                yield Reference(("members", position), "users", member)
            yield from _optional(("vip",), "lists", block.vip)
        case UserBlock() | PersonalAnnouncement():
            yield from _optional(("user",), "users", block.user)
        case Voicemail():
            yield from _optional(("user",), "users", block.user)
            yield from _optional(("group",), "groups", block.group)
        case PhoneService():
            for code, action in block.codes.items():
                yield from _of_action(("codes", code), action)
        case Menu() | InternalNumberBlock() | Redirect() | Announcement() | Survey() | Server() | Hangup():
            pass


def _optional(place: Place, collection: Collection, name: str | None) -> Iterator[Reference]:
    if name is not None:
        yield Reference(place, collection, name)


def _of_rule(place: Place, rule: Rule) -> Iterator[Reference]:
    if rule.callers is not None:
        yield Reference((*place, "callers"), "lists", rule.callers)
    if rule.schedule is not None:
        yield Reference((*place, "schedule"), "schedules", rule.schedule)


def _prompts(block: Block) -> Iterator[tuple[Place, str | None]]:
    match block:
        case InputBlock():
            yield ("prompt",), block.prompt
            yield ("retry_prompt",), block.retry_prompt
        case Announcement():
            yield ("prompt",), block.prompt
        case PersonalAnnouncement():
            yield ("otherwise",), block.otherwise
        case Group():
            yield ("waiting", "background"), block.waiting.background
            yield ("waiting", "message"), block.waiting.message
        case Voicemail():
            yield ("greeting",), block.greeting
        case Survey():
            for position, question in enumerate(block.questions):
                yield ("questions", position, "prompt"), question.prompt
            yield ("thanks",), block.thanks
        case UserBlock() | Redirect() | Condition() | Server() | PhoneService() | Hangup():
            pass


def _of_action(place: Place, action: ServiceAction) -> Iterator[Reference]:
    match action:
        case GroupSwitch() | PickUp():
            yield Reference((*place, "group"), "groups", action.group)
        case MemberSwitch():
            yield from _optional((*place, "group"), "groups", action.group)
        case Override():
            yield Reference((*place, "schedule"), "schedules", action.schedule)
        case OccasionalSwitch():
            yield Reference((*place, "announcement"), "occasional_announcements", action.announcement)
        case RecordPrompt():
            yield Reference((*place, "prompt"), "prompts", action.prompt)
        case RedirectSwitch() | PresentationSwitch() | Retrieve():
            pass
