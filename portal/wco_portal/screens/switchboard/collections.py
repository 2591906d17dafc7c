"""What may be configured: the collections of a document, and the settings at its top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from wco_portal.drafts.words import COLLECTIONS as SINGULAR
from wco_portal.forms.build import fields_of
from wco_portal.forms.field import Field, Kind
from wco_portal.forms.labels import label_of
from wco_portal.switchboard.names import type_of
from wco_portal.texts import marked
from wcoctl.blocks.models import MODELS
from wcoctl.model.schedules import Schedule
from wcoctl.model.tenant import InternalTarget, NumberList, OccasionalAnnouncement, Prompt, Tenant
from wcoctl.model.users import Contact, User

__all__ = ["COLLECTIONS", "SETTINGS", "USERS", "Collection", "Setting", "column_labels"]


@dataclass(frozen=True)
class Collection:
    """A collection whose entries have a list and a form."""

    slug: str
    """Its name in paths."""
    key: str
    """Its name in documents."""
    plural: str
    told: str
    """What it is for."""
    columns: Sequence[str]
    """Settings that the list shows."""
    model: type[BaseModel] | None = None
    """None: each entry says itself of which type it is."""
    fixed: Sequence[str] = ()
    """Settings that other pages change."""
    named: bool = False
    """Whether its entries have a name for people; others are called by their identifier."""
    numbered: bool = False
    """Whether its entries are identified by a number that people choose."""

    @property
    def singular(self) -> str:
        """Return what an entry is called."""
        return SINGULAR[self.key]

    @property
    def by_type(self) -> bool:
        """Whether its entries are of several types."""
        return self.model is None

    def fields(self, value: Any) -> Sequence[Field]:
        """Return the fields of an entry; those that every type has come last."""
        if self.model is not None:
            return [_fixed(field) if field.name in self.fixed else field for field in fields_of(self.model)]
        fields = fields_of(MODELS[type_of(value)])
        return sorted(fields, key=lambda field: (field.name == "exits", field.name == "language"))


USERS = Collection(
    *("users", "users", marked("Users"), marked("The people whose phones ring")),
    ("number", "email", "department"),
    User,
    named=True,
)

COLLECTIONS: Mapping[str, Collection] = {
    one.slug: one
    for one in (
        Collection(
            *("blocks", "blocks", marked("Groups, menus and other blocks")),
            marked("What a call goes through: groups, menus, announcements, voicemail"),
            ("type",),
        ),
        Collection(
            *(
                "schedules",
                "schedules",
                marked("Schedules"),
                marked("Opening hours and exceptions from them"),
            ),
            (),
            Schedule,
        ),
        Collection(
            *("prompts", "prompts", marked("Prompts"), marked("What callers hear")),
            ("text",),
            Prompt,
            fixed=("wav",),
        ),
        Collection(
            *("announcements", "occasional_announcements", marked("Occasional announcements")),
            marked("Played before everything else, for a time"),
            ("first", "last", "active"),
            OccasionalAnnouncement,
        ),
        Collection(
            *("internal-numbers", "internal_numbers", marked("Internal numbers")),
            marked("Short numbers of users and groups"),
            ("user", "group"),
            InternalTarget,
            numbered=True,
        ),
        Collection(
            *("contacts", "contacts", marked("Address book"), marked("Callers whose names are known")),
            ("number",),
            Contact,
            named=True,
        ),
        Collection(
            *("lists", "lists", marked("Lists of numbers"), marked("For the blocklist and for conditions")),
            ("numbers", "prefixes"),
            NumberList,
        ),
    )
}
"""All but the users, by their names in paths."""


@dataclass(frozen=True)
class Setting:
    """A setting at the top of a document, which has a form and no list."""

    slug: str
    key: str
    told: str

    @property
    def label(self) -> str:
        """Return what it is called."""
        return SINGULAR[self.key]

    def fields(self) -> Sequence[Field]:
        """Return its one field."""
        (field,) = fields_of(Tenant, (self.key,))
        field = replace(field, label=self.label)
        return [_with_fixed_numbers(field) if self.key == "main_numbers" else field]


SETTINGS: Mapping[str, Setting] = {
    one.slug: one
    for one in (
        Setting("main-numbers", "main_numbers", marked("Where calls to each number begin")),
        Setting("blocklist", "blocklist", marked("Callers who are kept away")),
        Setting("transfers", "transfers", marked("Handing calls over by keys")),
    )
}


def column_labels(collection: Collection) -> Sequence[str]:
    """Return the heads of a list's columns."""
    return [marked("Type") if name == "type" else label_of(name) for name in collection.columns]


def _fixed(field: Field) -> Field:
    return replace(field, kind=Kind.FIXED)


def _with_fixed_numbers(numbers: Field) -> Field:
    """Return the field of the main numbers; those themselves are the operator's."""

    def entry(field: Field) -> Field:
        return replace(
            field, inner=tuple(_fixed(one) if one.name == "number" else one for one in field.inner)
        )

    primary, additional = numbers.inner
    rows = replace(additional, growing=False, inner=tuple(map(entry, additional.inner)))
    return replace(numbers, inner=(entry(primary), rows))
