"""Where calls go on although the caller chooses nothing: to other blocks, and to phones outside the company."""

from typing import NamedTuple

from wcoctl.blocks.base import Forward
from wcoctl.blocks.models import Block
from wcoctl.model.base import HANGUP
from wcoctl.model.tenant import Tenant

__all__ = ["Onward", "onward"]


class Onward(NamedTuple):
    """How calls go on from a block."""

    forwards: list[Forward]
    blocks: list[str]
    forced: bool
    """Whether every call goes on at the one block."""


def onward(tenant: Tenant, block: Block, name: str) -> Onward:
    """Return how calls go on from the block of this name."""
    ways, forced = block.onward_ways(tenant)
    targets = {way.target for way in ways}
    blocks = targets - {HANGUP}
    forced = forced and targets == blocks and len(blocks) == 1
    return Onward(list(block.forwards(tenant, name)), sorted(blocks), forced)
