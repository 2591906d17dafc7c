"""What the call plan says of a voicemail block: whose it is, and where its messages go."""

from dataclasses import dataclass
from pathlib import Path

from wco_host.call_plan import find_row
from wco_voicemail.spool import Message

__all__ = ["Mailbox", "find_mailbox"]

MAILBOX = """
SELECT v.owner, v.recipients, t.name, b.language, t.timezone
FROM voicemail AS v
JOIN block AS b ON b.tenant = v.tenant AND b.block = v.block
JOIN tenant AS t ON t.tenant = v.tenant
WHERE v.tenant = :tenant AND v.block = :block
"""


@dataclass(frozen=True)
class Mailbox:
    """Where the messages of a block go. All texts are the company's, and may hold anything."""

    owner: str
    """Name of the user or group."""
    addresses: tuple[str, ...]
    company: str
    language: str
    timezone: str


def find_mailbox(callplan: Path, message: Message) -> Mailbox | None:
    """Return the mailbox of a message; None when the block was taken out of the plan meanwhile."""
    row = find_row(callplan, MAILBOX, tenant=message.tenant, block=message.block)
    if row is None:
        return None
    owner, recipients, *company = row
    return Mailbox(owner, tuple(recipients.split(",")), *company)
