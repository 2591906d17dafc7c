"""The table of announcements."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.announcement.model import Announcement
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "AnnouncementRow", "rows"]


class AnnouncementRow(NamedTuple):
    """What an announcement plays."""

    tenant: str
    block: str
    prompt: str


TABLES: Mapping[type[Row], str] = {AnnouncementRow: "announcement"}


def rows(tenant: Tenant, name: str, block: Announcement, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    yield AnnouncementRow(tenant.tenant, name, prompts[block.prompt])
