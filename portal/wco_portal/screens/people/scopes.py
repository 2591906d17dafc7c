"""Routes of whom a permission of an account covers: everybody, departments, or users."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access.delegation import may_give
from wco_portal.access.entry import Base, Forbidden
from wco_portal.access.permissions import LABELS, Permission, Scope
from wco_portal.pages import page, text
from wco_portal.screens.people import queries
from wco_portal.screens.people.asked import TOP, Changer, Found, Subject, current, log_change
from wco_portal.texts import marked

__all__ = ["router"]

router = APIRouter()


@router.get("/people/{account}/permissions/{permission}")
def show_scope(request: Request, _visitor: Changer, found: Found, permission: Permission) -> Response:
    """Show whom a permission covers."""
    if not found.mine:
        raise Forbidden
    return _form(request, found, permission, _held(found, permission))


@router.post("/people/{account}/permissions/{permission}")
def set_scope(
    request: Request,
    database: Base,
    visitor: Changer,
    found: Found,
    account: UUID,
    permission: Permission,
    kind: Annotated[str, Form(max_length=20)],
    version: Annotated[int, Form()],
    department: Annotated[list[str], Form(max_length=2000)] = [],  # noqa: B006  # FastAPI copies it
    user: Annotated[list[str], Form(max_length=2000)] = [],  # noqa: B006
) -> Response:
    """Set whom a permission covers, unless somebody else has changed the account since the form was shown."""
    held = _held(found, permission)
    members = {"departments": department, "users": user}.get(kind, [])
    scope = Scope(kind, tuple(sorted(set(members))))
    known = {*found.roster.all_departments(), *found.roster.names, *held.members}
    if kind not in ("everybody", "departments", "users") or not set(members) <= known:
        raise HTTPException(422)
    if not members and kind != "everybody":
        return _form(request, found, permission, scope, 422, marked("Choose at least one."))
    with database.company(visitor.company) as connection:
        now = current(connection, visitor, account)
        if now.person.version != version:
            told = marked(
                "Somebody else has changed this account meanwhile. Look at it, and save again if it is still right."
            )
            return _form(request, now, permission, scope, 409, told)
        if not may_give(visitor, permission, scope, now.roster):
            raise Forbidden
        wanted = {**now.person.permissions, permission: scope}
        queries.set_permissions(connection, visitor.company, account, wanted)
        log_change(connection, visitor, now.person)
    return RedirectResponse(f"/people/{account}?done=saved", 303)


def _held(subject: Subject, permission: Permission) -> Scope:
    scope = subject.person.permissions.get(permission)
    if scope is None or permission in TOP:
        raise HTTPException(404)
    return scope


def _form(
    request: Request,
    subject: Subject,
    permission: Permission,
    scope: Scope,
    status: int = 200,
    error: str = "",
) -> Response:
    roster = subject.roster
    departments = {*roster.all_departments(), *(scope.members if scope.kind == "departments" else ())}
    gone = [user for user in scope.members if scope.kind == "users" and user not in roster.names]
    return page(
        request,
        "people/scope.html",
        status=status,
        person=subject.person,
        permission=permission,
        label=LABELS[permission],
        scope=scope,
        departments=sorted(departments),
        users=sorted(
            [*roster.names.items(), *((user, user) for user in gone)], key=lambda one: one[1].lower()
        ),
        error=text(request, error) if error else "",
    )
