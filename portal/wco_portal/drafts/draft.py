"""A company's draft in PostgreSQL. All its people work on the same one, and nobody overwrites what they have not seen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from wco_portal.access.visitor import Visitor
from wco_portal.audit import difference
from wco_portal.database import CompanyConnection
from wco_portal.drafts.document import Document, Entry, mark_of, value_at, with_value
from wcoctl.accounts.audit_log import record
from wcoctl.model.company_changes import touches_the_operators
from wcoctl.model.entries import ABSENT
from wcoctl.model.finding import dotted

__all__ = [
    "LARGEST",
    "Draft",
    "NoCompany",
    "NotTheirs",
    "Overtaken",
    "TooLarge",
    "change_entry",
    "current",
    "discard",
    "publish",
    "replace",
    "rework",
]

LARGEST = 2_000_000
"""Bytes of a whole draft: several times what 500 users, 250 numbers and 60 blocks take."""

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(portal.tenant(), 0))"
"""Until the transaction ends, nobody else changes the company's draft."""


class NoCompany(Exception):
    """The agent has not brought the company's switchboard yet."""


class NotTheirs(Exception):
    """The change is one of what the company agreed with the operator; only a request that no page makes asks for it."""


class TooLarge(Exception):
    """The draft would have more than ``LARGEST`` bytes."""


class Overtaken(Exception):
    """Somebody else has changed the entry since the form was made; ``value`` is how it stands now."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


@dataclass(frozen=True)
class Draft:
    """What the pages show and change."""

    document: Document
    base: Document
    """What is published, or was when the draft began."""
    version: int
    """0: nothing was changed yet, and the document is the published one."""
    author: str = ""
    """Login of who changed it last."""
    changed: datetime | None = None

    @property
    def started(self) -> bool:
        """Whether there is something that is not published."""
        return self.version > 0 and self.document != self.base


def current(connection: CompanyConnection) -> Draft:
    """Return the company's draft, or what is published if there is none."""
    company = connection.execute("SELECT document FROM company").fetchone()
    if company is None:
        raise NoCompany
    row = connection.execute("SELECT base, document, version, author, changed FROM draft").fetchone()
    return Draft(**row) if row else Draft(company["document"], company["document"], 0)


def change_entry(
    connection: CompanyConnection, visitor: Visitor, entry: Entry, seen: str, value: Any
) -> Draft:
    """Give an entry another value, ``ABSENT`` to remove it; Overtaken if it is not the one any more that was ``seen``.

    ``seen`` is ``mark_of`` the value that the form was made from, empty for a new entry.
    """
    connection.execute(_LOCK)
    draft = current(connection)
    before = value_at(draft.document, entry)
    if mark_of(before) != seen:
        raise Overtaken(before)
    if before == value:
        return draft
    record(
        connection, visitor.actor, "change_draft", dotted(entry), before=_shown(before), after=_shown(value)
    )
    return _saved(connection, visitor, draft, with_value(draft.document, entry, value))


def replace(connection: CompanyConnection, visitor: Visitor, version: int, document: Document) -> Draft:
    """Make an earlier version the draft; Overtaken if somebody has changed the draft since."""
    return _replaced(connection, visitor, "replace_draft", version, document)


def rework(connection: CompanyConnection, visitor: Visitor, version: int, document: Document) -> Draft:
    """Change several entries of the draft in one step of the wizard; Overtaken if somebody has changed the draft since."""
    return _replaced(connection, visitor, "rework_draft", version, document)


def _replaced(
    connection: CompanyConnection, visitor: Visitor, action: str, version: int, document: Document
) -> Draft:
    connection.execute(_LOCK)
    draft = current(connection)
    if draft.version != version:
        raise Overtaken(ABSENT)
    before, after = difference(dict(draft.document), dict(document))
    record(connection, visitor.actor, action, before=before, after=after)
    return _saved(connection, visitor, draft, document)


def _saved(connection: CompanyConnection, visitor: Visitor, draft: Draft, document: Document) -> Draft:
    if touches_the_operators(draft.base, document):
        raise NotTheirs
    if len(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST:
        raise TooLarge
    row = connection.execute(
        """INSERT INTO draft (tenant, base, document, author) VALUES (portal.tenant(), %s, %s, %s)
           ON CONFLICT (tenant) DO UPDATE SET document = excluded.document, author = excluded.author,
               version = draft.version + 1, changed = now()
           RETURNING base, document, version, author, changed""",
        (Jsonb(draft.base), Jsonb(document), visitor.login),
    ).fetchone()
    assert row  # noqa: S101 - the statement returns one
    return Draft(**row)


def discard(connection: CompanyConnection, visitor: Visitor, version: int) -> None:
    """Throw the draft away; Overtaken if somebody has changed it since."""
    gone = connection.execute(
        "DELETE FROM draft WHERE version = %s RETURNING base, document", (version,)
    ).fetchone()
    if gone is None:
        raise Overtaken(ABSENT)
    before, after = difference(gone["document"], gone["base"])
    record(connection, visitor.actor, "discard_draft", before=before, after=after)


def publish(connection: CompanyConnection, visitor: Visitor, version: int, reason: str) -> str:
    """Queue the draft for the agent, and return the change; Overtaken if somebody has changed it since.

    psycopg's UniqueViolation when the company's last change is still on its way.
    """
    draft = connection.execute(
        "DELETE FROM draft WHERE version = %s RETURNING base, document", (version,)
    ).fetchone()
    if draft is None:
        raise Overtaken(ABSENT)
    row = connection.execute(
        """INSERT INTO change (tenant, author, name, reason, base, document)
           VALUES (portal.tenant(), %s, %s, %s, %s, %s) RETURNING change""",
        (visitor.login, visitor.name, reason, Jsonb(draft["base"]), Jsonb(draft["document"])),
    ).fetchone()
    assert row  # noqa: S101 - the statement returns one
    record(connection, visitor.actor, "publish", str(row["change"]), after=reason)
    return str(row["change"])


def _shown(value: Any) -> Any:
    """Return a value for the audit log; nothing of what is not there."""
    return None if value is ABSENT else dict(value) if isinstance(value, Mapping) else value
