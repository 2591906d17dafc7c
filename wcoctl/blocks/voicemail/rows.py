"""The table of voicemails."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.group.model import Group
from wcoctl.blocks.voicemail.model import Voicemail
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "VoicemailRow", "rows"]


class VoicemailRow(NamedTuple):
    """Whose voicemail a block is, and where its messages go."""

    tenant: str
    block: str
    owner: str
    recipients: str
    greeting: str
    max_seconds: int
    pause_seconds: int


TABLES: Mapping[type[Row], str] = {VoicemailRow: "voicemail"}


def rows(tenant: Tenant, name: str, block: Voicemail, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    owner, recipients = "", list(block.email or ())
    if block.user:
        user = tenant.users[block.user]
        owner, recipients = user.name, recipients or [user.email or ""]
    elif block.group and isinstance(group := tenant.blocks[block.group], Group):
        members = (tenant.users[member].email for member in group.members)
        owner, recipients = group.name, recipients or [email for email in members if email]
    addresses = ",".join(dict.fromkeys(recipients))
    greeting = prompts[block.greeting]
    yield VoicemailRow(
        tenant.tenant, name, owner, addresses, greeting, block.max_seconds, block.pause_seconds
    )
