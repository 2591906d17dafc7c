"""The table of personalised announcements."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.personal_announcement.model import PersonalAnnouncement
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "PersonalRow", "rows"]


class PersonalRow(NamedTuple):
    """A text that is spoken for one caller."""

    tenant: str
    block: str
    text: str
    user_name: str
    otherwise: str


TABLES: Mapping[type[Row], str] = {PersonalRow: "personal"}


def rows(tenant: Tenant, name: str, block: PersonalAnnouncement, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    user = tenant.users[block.user].name if block.user else ""
    yield PersonalRow(tenant.tenant, name, block.text, user, prompts[block.otherwise])
