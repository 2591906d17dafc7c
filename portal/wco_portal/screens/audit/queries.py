"""Rows of the audit log that a filter leaves, the newest first."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from wco_portal.database import CompanyConnection
from wco_portal.moments import day_range

__all__ = ["Filter", "found"]


@dataclass(frozen=True)
class Filter:
    """What is looked for; nothing is left out by what is empty."""

    person: str = ""
    """A part of a login."""
    action: str = ""
    since: date | None = None
    until: date | None = None
    """The last day."""
    words: str = ""
    """A part of what was changed, or of the values before and after."""


def found(
    connection: CompanyConnection, wanted: Filter, before: int | None, limit: int, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Return rows whose number is below one; days are those of a time zone."""
    begin, over = day_range(wanted.since, wanted.until, zone)
    values = {
        "person": wanted.person,
        "action": wanted.action,
        "words": wanted.words,
        "begin": begin,
        "over": over,
        "before": before,
        "limit": limit,
    }
    return connection.execute(
        """SELECT number, content, (content->>'at')::timestamptz AS moment FROM audit
           WHERE number < coalesce(%(before)s, 9223372036854775807)
           AND position(portal.plain(%(person)s) IN portal.plain(content->>'actor')) > 0
           AND (%(action)s = '' OR content->>'action' = %(action)s)
           AND (%(begin)s::timestamptz IS NULL OR (content->>'at')::timestamptz >= %(begin)s)
           AND (%(over)s::timestamptz IS NULL OR (content->>'at')::timestamptz < %(over)s)
           AND position(portal.plain(%(words)s) IN portal.plain(
               concat_ws(' ', content->>'object', content->>'before', content->>'after', content->>'address'))) > 0
           ORDER BY number DESC LIMIT %(limit)s""",
        values,
    ).fetchall()
