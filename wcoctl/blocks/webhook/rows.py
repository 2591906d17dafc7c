"""The table of webhooks."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.webhook.model import Webhook
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "WebhookRow", "rows"]


class WebhookRow(NamedTuple):
    """Which server is asked, and what of its answer is used."""

    tenant: str
    block: str
    timeout_ms: int
    values: str
    variables: str
    url: str


TABLES: Mapping[type[Row], str] = {WebhookRow: "webhook"}


def rows(tenant: Tenant, name: str, block: Webhook, _prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    values, variables = ",".join(block.values), ",".join(block.variables)
    yield WebhookRow(tenant.tenant, name, block.timeout_ms, values, variables, block.url)
