"""What the API answers and takes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from wco_portal.api.problems import Mistake
from wco_portal.webhooks.registry import Event
from wcoctl.model.entries import ABSENT
from wcoctl.model.entry_changes import EntryChange
from wcoctl.model.finding import dotted

__all__ = [
    "Change",
    "ChangeDetail",
    "Changed",
    "Company",
    "CompanyDetail",
    "Delivery",
    "Draft",
    "Me",
    "NewWebhook",
    "PermissionHeld",
    "Publish",
    "Saved",
    "Switchboard",
    "Webhook",
    "WebhookKey",
    "changed",
]


class PermissionHeld(BaseModel):
    """A permission, and whom it covers."""

    permission: str
    scope: str
    members: list[str]


class Me(BaseModel):
    """Whose token it is."""

    login: str
    name: str
    company: str
    permissions: list[PermissionHeld]


class Switchboard(BaseModel):
    """What is published."""

    version: int
    """Number of the last change of the company's own that went live; 0: none has."""
    live: bool
    """False: the document has mistakes, and calls go on by an older one."""
    changed: datetime
    document: dict[str, JsonValue]
    problems: list[Mistake]


class Changed(BaseModel):
    """An entry that differs; one that is null was not there, or is not any more."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: JsonValue
    after: JsonValue


class Draft(BaseModel):
    """What is not published yet."""

    version: int
    """0: nothing is changed, and the document is the published one."""
    author: str
    changed: datetime | None
    document: dict[str, JsonValue]
    differences: list[Changed]
    problems: list[Mistake]


class Saved(BaseModel):
    """What an entry is after it was changed."""

    version: int
    """Of the draft."""
    problems: list[Mistake]
    """Of the entry."""


class Publish(BaseModel):
    """What is to be published."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    """Of the draft, as you have seen it."""
    reason: Annotated[
        str,
        Field(max_length=200, pattern=r"^[^\x00]*$"),
        AfterValidator(lambda reason: " ".join(reason.split())),
    ] = ""


class Change(BaseModel):
    """A draft that was published, and what became of it."""

    change: UUID
    number: int | None
    state: Literal["queued", "applying", "live", "refused", "clash", "failed"]
    author: str
    name: str
    reason: str
    queued: datetime
    ended: datetime | None


class ChangeDetail(Change):
    """A change with what it changed."""

    taken: datetime | None
    result: dict[str, JsonValue]
    differences: list[Changed]


class Company(BaseModel):
    """A company as the operator sees it."""

    tenant: str
    name: str
    live: bool
    """False: its file has mistakes, and calls go on by an older one."""
    changed: datetime


class CompanyDetail(Company):
    """How a company stands."""

    version: int
    """Number of the last change of its own that went live; 0: none has."""
    problems: list[Mistake]
    last_change: Change | None
    accounts: int
    """People who may log in."""
    activated: datetime | None
    """When the first of them did."""
    agent_seen: datetime | None
    """When the operator's controller last took what companies publish."""


class NewWebhook(BaseModel):
    """A server that is to be told what happens."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        str,
        Field(max_length=100, pattern=r"^[^\x00]*\S[^\x00]*$"),
        AfterValidator(lambda name: " ".join(name.split())),
    ]
    url: Annotated[str, Field(max_length=500, pattern="^https://")]
    events: Annotated[list[Event], Field(min_length=1, max_length=3)]


class Webhook(BaseModel):
    """A server that is told what happens."""

    webhook: UUID
    name: str
    url: str
    events: list[Event]
    state: Literal["on", "off", "failed"]
    """failed: nothing arrived for days, and it was switched off."""
    failing: datetime | None
    """Since when nothing arrives."""
    created: datetime


class WebhookKey(Webhook):
    """A new webhook with its key, hexadecimal, which is told this once."""

    key: str


class Delivery(BaseModel):
    """An event that was sent, or waits."""

    delivery: UUID
    event: UUID
    """The same however often it is sent."""
    kind: str
    created: datetime
    state: Literal["waiting", "arrived", "failed"]
    due: datetime
    """When it is sent, or sent again, if it waits."""
    at: datetime | None
    """Of the last try, like the others below."""
    status: int | None
    reason: str | None
    """Empty if it has arrived."""
    ms: int | None


def changed(differences: Iterable[EntryChange]) -> list[Changed]:
    """Return what differs of two documents as the API tells it."""
    return [
        Changed(path=dotted(entry), kind=_kind(before, after), before=_told(before), after=_told(after))
        for entry, before, after in differences
    ]


def _kind(before: Any, after: Any) -> Literal["added", "removed", "changed"]:
    if before is ABSENT:
        return "added"
    return "removed" if after is ABSENT else "changed"


def _told(value: Any) -> Any:
    return None if value is ABSENT else dict(value) if isinstance(value, Mapping) else value
