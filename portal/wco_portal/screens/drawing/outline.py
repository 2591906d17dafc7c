"""The picture in words, for those who do not see it: each block, and where its exits lead."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wco_portal.drafts.document import Document
from wco_portal.switchboard.picture import wrong_blocks
from wco_portal.switchboard.words import PortalWords
from wcoctl.model.base import HANGUP
from wcoctl.model.tenant import Tenant

__all__ = ["Block", "Lead", "leads_of", "outline"]


class Lead(NamedTuple):
    """An exit of a block, and where it leads."""

    place: str
    """Where the block's settings name it, as forms carry it: ``exits.next``."""
    exit: str
    target: str
    exists: bool


class Block(NamedTuple):
    """A block of the outline."""

    name: str
    kind: str
    details: Sequence[str]
    leads: Sequence[Lead]
    wrong: bool


def outline(document: Document, tenant: Tenant, words: PortalWords) -> Iterator[Block]:
    """Yield all blocks."""
    wrong = wrong_blocks(document)
    for name, block in tenant.blocks.items():
        details = words.details(tenant, name)
        yield Block(name, words.kind(block.type), details, leads_of(tenant, name, words), name in wrong)


def leads_of(tenant: Tenant, name: str, words: PortalWords) -> list[Lead]:
    """Return the exits of a block that calls can take."""
    return [
        Lead(
            ".".join(map(str, way.place)),
            words.exit(way.exit),
            way.target,
            way.target in tenant.blocks or way.target == HANGUP,
        )
        for way in tenant.blocks[name].used_ways()
    ]
