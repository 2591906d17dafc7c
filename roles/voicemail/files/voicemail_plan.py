"""What the call plan says of a voicemail block: whose it is, and where its messages go."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from voicemail_spool import Message

__all__ = ["Mailbox", "find_mailbox"]

MAILBOX = """
SELECT v.name, t.name, b.language, t.timezone
FROM voicemail AS v
JOIN block AS b ON b.tenant = v.tenant AND b.block = v.block
JOIN tenant AS t ON t.tenant = v.tenant
WHERE v.tenant = ? AND v.block = ?
"""
ADDRESSES = "SELECT address FROM voicemail_recipient WHERE tenant = ? AND block = ? ORDER BY address"


@dataclass(frozen=True)
class Mailbox:
    """Where the messages of a block go. All texts are the company's, and may hold anything."""

    owner: str
    """Name of the user or group."""
    company: str
    language: str
    timezone: str
    addresses: tuple[str, ...]


def find_mailbox(callplan: Path, message: Message) -> Mailbox | None:
    """Return the mailbox of a message; None when the block was taken out of the plan meanwhile."""
    key = (message.tenant, message.block)
    with closing(sqlite3.connect(f"{callplan.as_uri()}?mode=ro", uri=True, timeout=5)) as database:
        row = database.execute(MAILBOX, key).fetchone()
        addresses = tuple(address for (address,) in database.execute(ADDRESSES, key))
    return Mailbox(*row, addresses) if row and addresses else None
