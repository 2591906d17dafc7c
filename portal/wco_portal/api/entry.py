"""What the API's routes ask for: a token whose account has a permission."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from wco_portal.access import tokens
from wco_portal.access.entry import Base, Config, Requirement, address_of
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.api.limits import Limiter
from wco_portal.api.problems import Refusal

__all__ = ["Caller", "Editor", "Reader", "Staff"]

_sent = HTTPBearer(
    auto_error=False, description="A token that its owner made in the portal, under My account."
)


def _caller(
    request: Request,
    database: Base,
    settings: Config,
    sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_sent)],
) -> Visitor:
    """Return whose token the request has."""
    visitor = tokens.find(database, sent.credentials, address_of(request, settings)) if sent else None
    if visitor is None:
        detail = "A token is needed, and this is none that is taken." if sent else "A token is needed."
        raise Refusal(401, detail, headers={"WWW-Authenticate": "Bearer"})
    limiter: Limiter = request.app.state.limiter
    if wait := limiter.seconds_to_wait(visitor.session):
        raise Refusal(429, "This token makes too many requests.", headers={"Retry-After": str(wait)})
    request.state.visitor = visitor
    return visitor


@dataclass(frozen=True)
class _MayCall(Requirement):
    """A dependency: a token whose account may use the API."""

    def __call__(
        self, request: Request, database: Base, visitor: Annotated[Visitor, Depends(_caller)]
    ) -> Visitor:
        """Return whose token it is; Forbidden if they lack the permission."""
        return super().__call__(request, database, visitor)


_may_call = _MayCall(Permission.API, change=False, own=False)
Caller = Annotated[Visitor, Depends(_may_call)]
"""Anybody who may use the API: all routes ask for that."""


@dataclass(frozen=True)
class _MayCallTo(Requirement):
    """A dependency: one more permission of the same account."""

    def __call__(self, request: Request, database: Base, visitor: Caller) -> Visitor:
        """Return whose token it is; Forbidden if they lack the permission."""
        return super().__call__(request, database, visitor)


Reader = Annotated[Visitor, Depends(_MayCallTo(Permission.CONFIGURE, change=False, own=False))]
Editor = Annotated[Visitor, Depends(_MayCallTo(Permission.CONFIGURE, change=True, own=False))]
Staff = Annotated[Visitor, Depends(_MayCallTo(Permission.SUPPORT, change=False, own=False))]
"""The operator's people, of whom those with Permission.OPERATOR_STAFF may use the API."""
