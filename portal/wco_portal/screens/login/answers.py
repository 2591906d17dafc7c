"""Answers of the log-in: where it goes on, with which cookies."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from fastapi.responses import RedirectResponse, Response

from wco_portal.access import accounts, policy, sessions, throttle
from wco_portal.access.entry import PAGES
from wco_portal.access.visitor import Stage, Visitor
from wco_portal.database import CompanyConnection
from wcoctl.accounts.audit_log import OPERATOR, Actor, record

__all__ = ["complete", "go_on", "onward", "remember", "safe", "set_cookie"]

_YEAR = 365 * 24 * 60 * 60


def go_on(connection: CompanyConnection, visitor: Visitor) -> tuple[Stage, str]:
    """Bring the log-in to its next stage, after the code if there is one; return that and the session's new token."""
    stage = policy.next_stage(connection, visitor.account, code_given=True)
    token = sessions.set_stage(connection, visitor.session, stage)
    if stage == "open":
        complete(connection, accounts.account_of(connection, visitor.account), visitor.actor)
    return stage, token


def complete(connection: CompanyConnection, account: dict[str, Any], actor: Actor) -> None:
    """Log that somebody is in, and the first time that the company's account is in use."""
    record(connection, actor, "log_in", account["login"])
    if accounts.activated(connection, account["account"]) and account["tenant"] != OPERATOR:
        record(connection, actor, "activate", account["login"])


def onward(stage: Stage, token: str, target: str = "/") -> Response:
    """Return the way to the page of a stage; to the target once the log-in is complete."""
    response = RedirectResponse(target if stage == "open" else PAGES[stage], 303)
    set_cookie(response, sessions.COOKIE, token)
    return response


def remember(response: Response, key: bytes, tenant: str, login: str) -> None:
    """Have the browser known as one that has logged in to an account."""
    name = throttle.browser_name(key, tenant, login, secrets.token_urlsafe(12))
    set_cookie(response, throttle.browser_cookie(tenant, login), name, _YEAR)


def set_cookie(response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Set a cookie that scripts and other sites do not see."""
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def safe(target: str) -> str:
    """Return a path of this portal; whatever else was asked for becomes the first page."""
    parts = urlsplit(target)
    plain = (
        target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and target.isprintable()
        and "\\" not in target
    )
    return target if plain and not parts.scheme and not parts.netloc else "/"
