"""The audit logs in PostgreSQL, verified from their first entry on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import LiteralString

from wcoctl.accounts.audit_chain import Break, Head, Link, broken
from wcoctl.agent.queue import QueueConnection

__all__ = ["VerifiedLog", "verified_logs"]

_TENANTS: LiteralString = (
    "SELECT tenant FROM portal.audit UNION SELECT tenant FROM portal.audit_head ORDER BY 1"
)
_PART = 1000
"""So many entries are in memory at once."""


@dataclass(frozen=True)
class VerifiedLog:
    """A company's log, and the first entry at which it is not what was written."""

    tenant: str
    entries: int
    broken: Break | None


def verified_logs(connection: QueueConnection, tenant: str | None = None) -> Iterator[VerifiedLog]:
    """Verify the log of a company, or of each that has one."""
    with connection.transaction():
        # One picture of all: entries are added meanwhile.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tenants = [tenant] if tenant else [row["tenant"] for row in connection.execute(_TENANTS)]
        for name in tenants:
            yield _verified(connection, name)


def _verified(connection: QueueConnection, tenant: str) -> VerifiedLog:
    row = connection.execute(
        """SELECT (SELECT count(*) FROM portal.audit WHERE tenant = %(tenant)s) AS entries,
                  (SELECT number FROM portal.audit_head WHERE tenant = %(tenant)s) AS number,
                  (SELECT hash FROM portal.audit_head WHERE tenant = %(tenant)s) AS hash""",
        {"tenant": tenant},
    ).fetchone()
    if row is None:
        raise LookupError(tenant)
    known = row["number"] is not None
    head = Head(row["number"], bytes(row["hash"])) if known else None
    found = broken(_links(connection, tenant), head)
    if found is None and row["entries"] > (row["number"] or 0):
        # PostgreSQL raises the head with each entry: one behind it was not written by it.
        found = Break((row["number"] or 0) + 1, "rewritten")
    return VerifiedLog(tenant, row["entries"], found)


def _links(connection: QueueConnection, tenant: str) -> Iterator[Link]:
    query = (
        "SELECT number, content::text AS content, hash FROM portal.audit WHERE tenant = %s ORDER BY number"
    )
    with connection.cursor("audit") as cursor:
        cursor.itersize = _PART
        cursor.execute(query, (tenant,))
        for row in cursor:
            yield Link(row["number"], row["content"], bytes(row["hash"]))
