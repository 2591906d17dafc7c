"""Routes of what the company asks of all accounts: how long passwords last, who needs an authenticator app."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access import policy
from wco_portal.access.entry import Base, required
from wco_portal.access.permissions import Permission
from wco_portal.access.policy import Policy
from wco_portal.access.visitor import Visitor
from wco_portal.audit import difference
from wco_portal.pages import page
from wco_portal.screens.people.queries import lock
from wcoctl.accounts.audit_log import record

__all__ = ["router"]

router = APIRouter()

Owner = Annotated[Visitor, Depends(required(Permission.OWNER))]
OwnerChanging = Annotated[Visitor, Depends(required(Permission.OWNER, change=True))]


@router.get("/people/rules")
def show_rules(request: Request, database: Base, visitor: Owner, done: str = "") -> Response:
    """Show the rules."""
    with database.company(visitor.company) as connection:
        found = policy.read(connection)
    return page(request, "people/rules.html", policy=found, now=None, done=done)


@router.post("/people/rules")
def set_rules(
    request: Request,
    database: Base,
    visitor: OwnerChanging,
    months: Annotated[int, Form(ge=0, le=120)],
    two_factor: Annotated[policy.TwoFactor, Form()],
    version: Annotated[int, Form(ge=0)],
) -> Response:
    """Set the rules, unless somebody else has since the form was shown."""
    with database.company(visitor.company) as connection:
        lock(connection)
        old = policy.read(connection)
        if old.version != version or not policy.write(
            connection, visitor.company, months, two_factor, version
        ):
            typed = Policy(months, two_factor, old.passwords_since, old.version)
            return page(request, "people/rules.html", status=409, policy=typed, now=old, done="")
        before, after = difference(_snapshot(old), _snapshot(policy.read(connection)))
        if after:
            record(connection, visitor.actor, "change_rules", before=before, after=after)
    return RedirectResponse("/people/rules?done=saved", 303)


@router.post("/people/rules/renew-passwords")
def renew_passwords(database: Base, visitor: OwnerChanging) -> Response:
    """Have everybody choose another password at the next log-in."""
    with database.company(visitor.company) as connection:
        lock(connection)
        policy.renew_passwords(connection, visitor.company)
        record(connection, visitor.actor, "renew_passwords")
    return RedirectResponse("/people/rules?done=renewed", 303)


def _snapshot(found: Policy) -> dict[str, object]:
    return {"password_months": found.password_months, "two_factor": found.two_factor}
