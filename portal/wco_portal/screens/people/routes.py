"""Routes of the company's accounts: the list, a new one, and what each says of its person."""

from collections.abc import Mapping, Set
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access import reauthentication
from wco_portal.access.delegation import Roster, assignable, may_give, may_manage, own_scope, roster_of
from wco_portal.access.entry import Base, Config, Forbidden, is_confirmed
from wco_portal.access.permissions import LABELS, Permission
from wco_portal.access.visitor import Visitor
from wco_portal.database import Database
from wco_portal.lists import Asked
from wco_portal.pages import page, text
from wco_portal.screens.people import actions, queries, rules, scopes
from wco_portal.screens.people.asked import LAST_OWNER, TOP, Changer, Found, Reader, current, log_change
from wco_portal.screens.people.forms import Typed, asked_for, mistakes, values_of
from wco_portal.screens.people.queries import Person
from wco_portal.settings import Settings
from wco_portal.texts import marked
from wcoctl.accounts.audit_log import record
from wcoctl.accounts.passwords import new_password

__all__ = ["router"]

router = APIRouter()
for part in (rules, actions, scopes):
    router.include_router(part.router)

Filled = Annotated[Typed, Form()]


@router.get("/people")
def show_people(request: Request, database: Base, visitor: Reader, sought: Asked) -> Response:
    """List the accounts, and search them."""
    with database.company(visitor.company) as connection:
        found = queries.listed(connection, sought)
    return page(
        request,
        "people/people.html",
        shown=sought.shown(found),
        labels=LABELS,
        change=visitor.may(Permission.MANAGE_USERS, change=True),
    )


@router.get("/people/new")
def show_new(request: Request, database: Base, visitor: Changer) -> Response:
    """Ask about a new account."""
    with database.company(visitor.company) as connection:
        roster = roster_of(connection)
    return _form(request, visitor, roster, None, Typed(language=visitor.language))


@router.post("/people/new")
def add(request: Request, database: Base, settings: Config, visitor: Changer, typed: Filled) -> Response:
    """Add an account, and show its one-time password."""
    with database.company(visitor.company) as connection:
        roster = roster_of(connection)
    wanted = asked_for(visitor, typed, {}, roster)
    login = typed.login.strip()
    if wanted is None or not may_manage(visitor, login, wanted, roster):
        raise Forbidden
    errors = dict(mistakes(typed, new=True)) or _unconfirmed(
        request, database, settings, visitor, typed, wanted.keys()
    )
    if errors:
        return _form(request, visitor, roster, None, typed, errors)
    password = new_password()
    with database.company(visitor.company) as connection:
        queries.lock(connection)
        account = queries.add(connection, visitor.company, login, values_of(typed), password)
        if account is None:
            taken = {"login": marked("Somebody has this login already.")}
            return _form(request, visitor, roster, None, typed, taken)
        queries.set_permissions(connection, visitor.company, account, wanted)
        person = current(connection, visitor, account).person
        record(connection, visitor.actor, "add_account", login, after=person.snapshot())
    return page(request, "people/once.html", person=person, password=password)


@router.get("/people/{account}")
def show_person(request: Request, visitor: Reader, found: Found, done: str = "") -> Response:
    """Show an account, with the form that changes it if the visitor may."""
    if not found.mine:
        return page(request, "people/seen.html", person=found.person, roster=found.roster, labels=LABELS)
    return _form(request, visitor, found.roster, found.person, Typed.of(found.person), done=done)


@router.post("/people/{account}")
def change(
    request: Request,
    database: Base,
    settings: Config,
    visitor: Changer,
    found: Found,
    account: UUID,
    typed: Filled,
) -> Response:
    """Change an account, unless somebody else has since the form was shown."""
    wanted = asked_for(visitor, typed, found.person.permissions, found.roster)
    if wanted is None or not found.mine:
        raise Forbidden
    gained = wanted.keys() - found.person.permissions.keys()
    errors = dict(mistakes(typed, new=False)) or _unconfirmed(
        request, database, settings, visitor, typed, gained
    )
    if errors:
        return _form(request, visitor, found.roster, found.person, typed, errors)
    with database.company(visitor.company) as connection:
        now = current(connection, visitor, account)
        if {typed.version, found.person.version} != {now.person.version}:
            typed.version = now.person.version
            return _form(request, visitor, now.roster, now.person, typed, clash=True)
        loses = TOP & (now.person.permissions.keys() - wanted.keys())
        if loses and not queries.another_owner(connection, account):
            return _form(request, visitor, now.roster, now.person, typed, {"": LAST_OWNER})
        queries.change(connection, account, values_of(typed))
        queries.set_permissions(connection, visitor.company, account, wanted)
        log_change(connection, visitor, now.person)
    return RedirectResponse(f"/people/{account}?done=saved", 303)


def _unconfirmed(
    request: Request,
    database: Database,
    settings: Settings,
    visitor: Visitor,
    typed: Typed,
    gained: Set[Permission],
) -> dict[str, str]:
    """Return what is wrong with the password that is given again before somebody becomes an owner."""
    if not TOP & gained or is_confirmed(visitor):
        return {}
    if not typed.confirmation:
        return {"confirmation": marked("Your password again, please")}
    told = reauthentication.mistake(request, database, settings, visitor, typed.confirmation)
    return {"confirmation": told} if told else {}


def _form(
    request: Request,
    visitor: Visitor,
    roster: Roster,
    person: Person | None,
    typed: Typed,
    errors: Mapping[str, str] | None = None,
    *,
    clash: bool = False,
    done: str = "",
) -> Response:
    held = person.permissions if person else {}
    givable = [
        one
        for one in assignable(visitor)
        if one in held or may_give(visitor, one, own_scope(visitor, one), roster)
    ]
    return page(
        request,
        "people/person.html",
        status=409 if clash else 422 if errors else 200,
        person=person,
        typed=typed,
        errors={name: text(request, told) for name, told in (errors or {}).items()},
        clash=clash,
        done=done,
        permissions=[(one, LABELS[one], held.get(one)) for one in givable],
        top=TOP,
        roster=roster,
    )
