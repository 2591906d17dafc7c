"""What the call plan says about a personalised announcement."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wco_host.call_plan import find_row

__all__ = ["Announcement", "announcement"]

_QUERY = """
SELECT p.text, b.language, t.name AS company, t.speech_per_minute, p.user_name,
       coalesce((SELECT c.name FROM contact AS c WHERE c.tenant = p.tenant AND c.number = :caller),
                (SELECT u.name FROM user AS u WHERE u.tenant = p.tenant AND u.number = :caller), '') AS caller_name
FROM personal AS p
JOIN block AS b ON b.tenant = p.tenant AND b.block = p.block
JOIN tenant AS t ON t.tenant = p.tenant
WHERE p.tenant = :tenant AND p.block = :block
"""
PATIENCE = 1.0
"""Seconds to wait for a plan that is locked: a caller waits, too."""


@dataclass(frozen=True)
class Announcement:
    """A text, and what the plan knows for it."""

    text: str
    language: str
    values: Mapping[str, str]
    per_minute: int
    """How many new texts the company may have spoken in a minute."""


def announcement(plan: Path, tenant: str, block: str, caller: str) -> Announcement | None:
    """Read one announcement; None when the plan has it no more. sqlite3.Error when the plan cannot be read."""
    row = find_row(plan, _QUERY, PATIENCE, tenant=tenant, block=block, caller=caller)
    if row is None:
        return None
    values = {name: row[name] for name in ("company", "user_name", "caller_name")}
    return Announcement(row["text"], row["language"], values, row["speech_per_minute"])
