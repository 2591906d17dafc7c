"""The tables of feature codes."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.feature_codes.actions import Override
from wcoctl.blocks.feature_codes.model import FeatureCodes
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "FeatureCodeRow", "FeatureCodesRow", "rows"]


class FeatureCodesRow(NamedTuple):
    """How long a block waits for a code."""

    tenant: str
    block: str
    no_input_seconds: int
    repeats: int


class FeatureCodeRow(NamedTuple):
    """What a code does."""

    tenant: str
    block: str
    code: str
    action: str
    subject: str
    hours: int


TABLES: Mapping[type[Row], str] = {FeatureCodesRow: "feature_codes", FeatureCodeRow: "feature_code"}


def rows(tenant: Tenant, name: str, block: FeatureCodes, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    yield FeatureCodesRow(tenant.tenant, name, block.no_input_seconds, block.repeats)
    for code, action in block.codes.items():
        hours = action.hours if isinstance(action, Override) else 0
        yield FeatureCodeRow(tenant.tenant, name, code, action.action, action.subject(prompts), hours)
