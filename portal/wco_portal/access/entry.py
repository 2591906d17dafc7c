"""What routes ask for: a visitor with a permission. A route that asks for nothing is in nobody's list but ``PUBLIC``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from wco_portal.access import sessions
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Stage, Visitor
from wco_portal.audit import record_sparsely
from wco_portal.database import Database
from wco_portal.notifications import Notifications
from wco_portal.settings import Settings

__all__ = [
    "PAGES",
    "AnyVisitor",
    "Base",
    "Config",
    "Elsewhere",
    "Forbidden",
    "News",
    "Requirement",
    "address_of",
    "at_stage",
    "confirmed",
    "is_confirmed",
    "required",
]

_CONFIRMED_FOR = timedelta(minutes=10)
PAGES: dict[Stage, str] = {
    "code": "/login/code",
    "password": "/login/password",
    "enrol": "/login/authenticator",
    "open": "/",
}


class Elsewhere(Exception):
    """The visitor has to go to another page first."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.target = target


class Forbidden(Exception):
    """The visitor lacks the permission."""


def _database(request: Request) -> Database:
    found: Database = request.app.state.database
    return found


def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


def _notifications(request: Request) -> Notifications:
    found: Notifications = request.app.state.notifications
    return found


Base = Annotated[Database, Depends(_database)]
"""A route's PostgreSQL."""
Config = Annotated[Settings, Depends(_settings)]
"""A route's settings."""
News = Annotated[Notifications, Depends(_notifications)]
"""What a route waits for."""


def address_of(request: Request, settings: Settings) -> str:
    """Return the address that a request comes from, behind the proxies that are believed."""
    peer = request.client.host if request.client else ""
    for forwarded in reversed(request.headers.get("x-forwarded-for", "").split(",")):
        if peer and not any(ip_address(peer) in proxy for proxy in settings.proxies):
            break
        try:
            peer = str(ip_address(forwarded.strip()))
        except ValueError:
            break  # no proxy of ours has written that
    return peer or "127.0.0.1"


def _visitor(request: Request, database: Base) -> Visitor | None:
    """Return who has the request's session, and let pages know."""
    token = request.cookies.get(sessions.COOKIE, "")
    visitor = sessions.find(database, token) if token else None
    request.state.visitor = visitor if visitor and visitor.stage == "open" else None
    return visitor


AnyVisitor = Annotated[Visitor | None, Depends(_visitor)]


def at_stage(stage: Stage) -> Callable[..., Visitor]:
    """Return a dependency: a visitor whose session is at this stage of logging in."""

    def visitor_at_stage(request: Request, visitor: AnyVisitor) -> Visitor:
        if visitor is None:
            where = quote(request.url.path, safe="/") if request.method == "GET" else "/"
            raise Elsewhere("/login" if where == "/" else f"/login?next={where}")
        if visitor.stage != stage:
            raise Elsewhere(PAGES[visitor.stage])
        return visitor

    return visitor_at_stage


@dataclass(frozen=True)
class Requirement:
    """A dependency: a visitor with a permission; with none, anybody who is logged in.

    What the operator's staff open of a company is in that company's audit log, unless it is their ``own``.
    """

    permission: Permission | None
    change: bool
    own: bool
    instead: Permission | None = None
    """Another permission that will do too."""

    def __call__(
        self, request: Request, database: Base, visitor: Annotated[Visitor, Depends(at_stage("open"))]
    ) -> Visitor:
        """Return the visitor; Forbidden if they lack the permission."""
        wanted = [one for one in (self.permission, self.instead) if one]
        if wanted and not any(visitor.may(one, change=self.change) for one in wanted):
            raise Forbidden
        if visitor.looks and not self.own and request.method == "GET":
            with database.company(visitor.company) as connection:
                record_sparsely(connection, visitor.actor, "look", request.url.path)
        return visitor


def required(
    permission: Permission | None = None,
    *,
    change: bool = False,
    own: bool = False,
    instead: Permission | None = None,
) -> Requirement:
    """Return the dependency of a route that needs a permission, or another one ``instead``; ``change``: to more than look.

    ``own``: the route is about the visitor's account or session, which even those may change who may change nothing else.
    """
    return Requirement(permission, change, own, instead)


def is_confirmed(visitor: Visitor) -> bool:
    """Tell whether the visitor has given the password just now."""
    return datetime.now(UTC) - visitor.confirmed <= _CONFIRMED_FOR


def confirmed(request: Request, visitor: Visitor) -> None:
    """Send the visitor to give the password again before what cannot be undone, unless they just have."""
    if not is_confirmed(visitor):
        raise Elsewhere(f"/login/confirm?next={quote(request.url.path, safe='/')}")
