"""The table that menu and internal number share."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.input import InputBlock
from wcoctl.compile.row import Row
from wcoctl.compile.rows.tenant import InternalNumberRow
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "InputRow", "input_rows"]


class InputRow(NamedTuple):
    """What a menu or internal number block plays and how long it waits for digits."""

    tenant: str
    block: str
    prompt: str
    retry_prompt: str
    no_input_seconds: int
    inter_digit_seconds: int
    repeats: int
    barge_in: int
    keys: int
    longest: int


TABLES: Mapping[type[Row], str] = {InputRow: "input"}


def input_rows(
    tenant: Tenant, name: str, block: InputBlock, prompts: Mapping[str, str], *, keys: bool
) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``keys`` says whether single keys lead somewhere."""
    offered = block.offered(tenant)
    yield InputRow(
        tenant.tenant,
        name,
        prompts[block.prompt],
        prompts[block.retry_prompt] if block.retry_prompt else "",
        block.no_input_seconds,
        block.inter_digit_seconds,
        block.repeats,
        int(block.barge_in),
        int(keys),
        max(map(len, offered), default=0),
    )
    for digits in offered:
        reached = tenant.internal_numbers[digits]
        yield InternalNumberRow(tenant.tenant, name, digits, reached.user or "", reached.group or "")
