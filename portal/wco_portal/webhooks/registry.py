"""A company's webhooks, and what was sent by them."""

from typing import Any, Literal
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from wco_host.outside import ServerRefused, target_of
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection
from wcoctl.accounts.audit_log import record

__all__ = [
    "EVENTS",
    "MOST",
    "Event",
    "TooMany",
    "add",
    "deliveries",
    "is_permitted",
    "is_usable",
    "listed",
    "one",
    "remove",
    "send_again",
    "switch",
    "test",
    "tries",
]

Event = Literal["change.live", "change.refused", "call.ended"]
EVENTS: tuple[Event, ...] = ("change.live", "change.refused", "call.ended")
MOST = 10
"""Webhooks of a company."""
_LOWEST_PORT = 1024
"""Of those that are not 443: no mail server, directory or the like of anybody's gets what we send."""


class TooMany(Exception):
    """The company has as many webhooks as there can be."""


def is_usable(url: str) -> bool:
    """Tell whether a webhook may have this URL. What its host's address is, is seen when it is called."""
    try:
        port = target_of(url).port
    except ServerRefused:
        return False
    return port == 443 or port >= _LOWEST_PORT


def is_permitted(visitor: Visitor, event: str) -> bool:
    """Tell whether somebody may have an event sent: calls are for those who may see all of them."""
    if event != "call.ended":
        return True
    scope = visitor.permissions.get(Permission.REPORTS)
    return Permission.OWNER in visitor.permissions or (scope is not None and scope.kind == "everybody")


def add(
    connection: CompanyConnection, visitor: Visitor, name: str, url: str, events: list[Event]
) -> dict[str, Any]:
    """Add a webhook, and return it; TooMany if there are."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('webhooks ' || portal.tenant(), 0))")
    if len(listed(connection)) >= MOST:
        raise TooMany
    wanted = sorted(set(events))
    query = "INSERT INTO webhook (tenant, name, url, events) VALUES (portal.tenant(), %s, %s, %s) RETURNING *"
    (row,) = connection.execute(query, (name, url, wanted)).fetchall()
    record(connection, visitor.actor, "add_webhook", name, after={"url": url, "events": wanted})
    return row


def listed(connection: CompanyConnection) -> list[dict[str, Any]]:
    """Return the company's webhooks by their names."""
    return connection.execute("SELECT * FROM webhook ORDER BY name, webhook").fetchall()


def one(connection: CompanyConnection, webhook: UUID) -> dict[str, Any] | None:
    """Return a webhook."""
    return connection.execute("SELECT * FROM webhook WHERE webhook = %s", (webhook,)).fetchone()


def remove(connection: CompanyConnection, visitor: Visitor, webhook: UUID) -> bool:
    """Remove a webhook and what it has still to send; tell whether there was one."""
    gone = connection.execute("DELETE FROM webhook WHERE webhook = %s RETURNING name", (webhook,)).fetchone()
    if gone:
        record(connection, visitor.actor, "remove_webhook", gone["name"])
    return gone is not None


def switch(connection: CompanyConnection, visitor: Visitor, webhook: UUID, *, on: bool) -> bool:
    """Switch a webhook off, or on again, with what waits; tell whether there is one."""
    found = connection.execute(
        """UPDATE webhook SET state = %s, failing = NULL, rests_until = now() WHERE webhook = %s RETURNING name""",
        ("on" if on else "off", webhook),
    ).fetchone()
    if found is None:
        return False
    if on:
        connection.execute(
            "UPDATE delivery SET due = now(), tries = 0 WHERE webhook = %s AND state = 'waiting'", (webhook,)
        )
    record(connection, visitor.actor, "turn_on_webhook" if on else "turn_off_webhook", found["name"])
    return True


def test(connection: CompanyConnection, visitor: Visitor, webhook: UUID) -> bool:
    """Have something sent that means nothing; tell whether there is such a webhook."""
    found = one(connection, webhook)
    if found is None:
        return False
    connection.execute(
        """INSERT INTO delivery (tenant, webhook, event, kind, data)
           VALUES (portal.tenant(), %s, %s, 'test', %s)""",
        (webhook, uuid4(), Jsonb({"login": visitor.login})),
    )
    record(connection, visitor.actor, "test_webhook", found["name"])
    return True


def deliveries(
    connection: CompanyConnection, webhook: UUID, limit: int, offset: int = 0
) -> list[dict[str, Any]]:
    """Return what was sent by a webhook or waits, the last first, each with its last try."""
    return connection.execute(
        """SELECT delivery.*, last.at, last.status, last.reason, last.ms FROM delivery LEFT JOIN LATERAL (
               SELECT * FROM delivery_try WHERE delivery_try.delivery = delivery.delivery ORDER BY at DESC LIMIT 1
           ) AS last ON true WHERE webhook = %s ORDER BY created DESC, delivery.delivery LIMIT %s OFFSET %s""",
        (webhook, limit, offset),
    ).fetchall()


def tries(connection: CompanyConnection, webhook: UUID, delivery: UUID) -> list[dict[str, Any]] | None:
    """Return all tries of a delivery, the last first; None if there is no such one."""
    query = "SELECT FROM delivery WHERE webhook = %s AND delivery = %s"
    if connection.execute(query, (webhook, delivery)).fetchone() is None:
        return None
    query = "SELECT at, status, reason, ms FROM delivery_try WHERE delivery = %s ORDER BY at DESC LIMIT 100"
    return connection.execute(query, (delivery,)).fetchall()


def send_again(connection: CompanyConnection, visitor: Visitor, webhook: UUID, delivery: UUID) -> bool:
    """Have something sent again, as the same event; tell whether there is such a delivery."""
    found = connection.execute(
        """UPDATE delivery SET state = 'waiting', tries = 0, due = now()
           WHERE webhook = %s AND delivery = %s RETURNING event""",
        (webhook, delivery),
    ).fetchone()
    if found:
        record(connection, visitor.actor, "send_webhook_again", str(found["event"]))
    return found is not None
