"""Routes of the switches."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from wco_portal.access import sessions
from wco_portal.access.entry import Base, Forbidden, News, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection, Database
from wco_portal.drafts.checking import check, plan_of
from wco_portal.drafts.document import Document
from wco_portal.drafts.draft import NoCompany
from wco_portal.lists import PAGE, Asked
from wco_portal.pages import language_of, page, rendered, text
from wco_portal.screens.live.ends import ENDS, Chosen, WrongEnd, end_of, openings
from wco_portal.screens.live.subjects import (
    KINDS,
    WORDS,
    Row,
    Subject,
    row_of,
    subjects_of_company,
    subjects_of_user,
)
from wco_portal.switches import end_switch, held, set_switch
from wco_portal.texts import marked
from wcoctl.compile.callplan import compile_site
from wcoctl.model.numbers import normalise
from wcoctl.model.tenant import Tenant
from wcoctl.simulate import Switchboard, planned

__all__ = ["router"]

router = APIRouter(prefix="/live")

_TICK_SECONDS = 15
_OF_USERS = ("member", "redirect", "presentation", "lock")
Reader = Annotated[Visitor, Depends(required(Permission.CONFIGURE))]
Editor = Annotated[Visitor, Depends(required(Permission.CONFIGURE, change=True))]
_WRONG_END = marked("Choose when it ends: a moment that is to come, within a year.")
_WRONG_VALUE = marked("Choose one of the list.")
_WRONG_NUMBER = marked("This is no phone number that calls can go to.")
_site = cache(compile_site)


@dataclass(frozen=True)
class _Company:
    """What is published, and the company's clock."""

    tenant: Tenant
    board: Switchboard | None
    """None while the published switchboard has mistakes: nobody knows its hours then."""

    @property
    def now(self) -> datetime:
        return datetime.now(ZoneInfo(self.tenant.timezone))

    def subjects(self, user: str = "") -> Iterator[Subject]:
        if user:
            return subjects_of_user(self.tenant, user) if user in self.tenant.users else iter(())
        board = self.board
        now = self.now
        hours = {name: planned(board, name, now)[0] for name in self.tenant.schedules} if board else {}
        return subjects_of_company(self.tenant, hours)

    def subject(self, kind: str, name: str) -> Subject:
        """Return one subject; HTTPException 404 if there is none."""
        of_user = kind in _OF_USERS
        user = name.rpartition("/")[2] if of_user else ""
        found = {one.key: one for one in self.subjects(user)}.get((kind, name))
        if found is None or (of_user and not user):
            raise HTTPException(404)
        return found


def _company(connection: CompanyConnection) -> _Company:
    row = connection.execute("SELECT document FROM company").fetchone()
    if row is None:
        raise NoCompany
    tenant = check(row["document"]).tenant
    if tenant is None:
        raise HTTPException(404)
    return _Company(tenant, _board(row["document"]))


def _board(document: Document) -> Switchboard | None:
    return _board_of(json.dumps(document, sort_keys=True))


@lru_cache(maxsize=32)
def _board_of(text_of_document: str) -> Switchboard | None:
    checked = check(json.loads(text_of_document))
    if checked.tenant is None or checked.findings:
        return None
    return Switchboard(plan_of(checked.tenant), _site())


def _may_change(visitor: Visitor, company: _Company, subject: Subject) -> bool:
    """Tell whether the visitor may switch it: what is the company's, only those whose permission covers everybody."""
    if subject.kind == "lock" or not visitor.may(Permission.CONFIGURE, change=True):
        return False
    if subject.user:
        return _covers(visitor, company, subject.user)
    scope = visitor.permissions.get(Permission.CONFIGURE)
    return scope is None or scope.kind == "everybody" or Permission.OWNER in visitor.permissions


def _covers(visitor: Visitor, company: _Company, user: str) -> bool:
    """Tell whether the visitor's permission covers a user; HTTPException 404 if there is none."""
    if user not in company.tenant.users:
        raise HTTPException(404)
    return visitor.covers(Permission.CONFIGURE, user, company.tenant.users[user].department)


def _table(request: Request, database: Database, visitor: Visitor, user: str) -> dict[str, Any]:
    with database.company(visitor.company) as connection:
        company = _company(connection)
        switches = held(connection)
    if user and not _covers(visitor, company, user):
        raise Forbidden
    language = language_of(request)
    rows = [row_of(one, switches, company.tenant, language) for one in company.subjects(user)]
    return {
        "rows": [(row, _may_change(visitor, company, row.subject)) for row in rows],
        "kinds": KINDS,
        "words": WORDS,
        "company": company.tenant,
        "covered": {name for name in company.tenant.users if _covers(visitor, company, name)},
        "over": {name.rpartition("/")[2] for kind, name in switches if kind in _OF_USERS},
    }


@router.get("")
def show_live(request: Request, database: Base, visitor: Reader, sought: Asked) -> Response:
    """Show what is switched over for the company, and its people."""
    values = _table(request, database, visitor, "")
    wanted = sought.q.casefold()
    people = sorted(
        (
            (user.name, name)
            for name, user in values["company"].users.items()
            if name in values["covered"]
            and wanted in f"{user.name} {name} {user.department or ''} {user.number}".casefold()
        ),
        key=lambda one: one[0].casefold(),
    )
    shown = sought.shown(people[sought.offset : sought.offset + PAGE + 1])
    return page(request, "live/live.html", shown=shown, user="", **values)


@router.get("/people/{user}")
def show_person(request: Request, database: Base, visitor: Reader, user: str) -> Response:
    """Show what is switched over for a user."""
    values = _table(request, database, visitor, user)
    return page(request, "live/live.html", shown=None, user=user, **values)


@router.get("/stream", response_class=EventSourceResponse)
async def stream_live(
    request: Request, database: Base, notifications: News, visitor: Reader, user: str = ""
) -> AsyncIterator[ServerSentEvent]:
    """Tell the page what is switched, as it happens."""
    token, shown = request.cookies[sessions.COOKIE], ""
    async for _ in notifications.news(visitor.company, _TICK_SECONDS):
        if not await run_in_threadpool(sessions.lives, database, token):
            return
        try:
            values = await run_in_threadpool(_table, request, database, visitor, user)
        except (Forbidden, HTTPException):
            return  # of somebody who is not the visitor's, or was removed
        html = rendered(request, "live/table.html", **values)
        yield ServerSentEvent(comment="nothing new") if html == shown else ServerSentEvent(raw_data=html)
        shown = html


@router.get("/switch")
def show_switch(
    request: Request, database: Base, visitor: Editor, kind: str = "", name: str = ""
) -> Response:
    """Show the form of one switch."""
    with database.company(visitor.company) as connection:
        company = _company(connection)
        subject = _changeable(visitor, company, kind, name)
        row = row_of(subject, held(connection), company.tenant, language_of(request))
    return _form(request, company, row, Chosen("today"), row.value)


@router.post("/switch")
def switch(
    request: Request,
    database: Base,
    visitor: Editor,
    kind: Annotated[str, Form(max_length=20)] = "",
    name: Annotated[str, Form(max_length=100)] = "",
    value: Annotated[str, Form(max_length=40)] = "",
    end: Annotated[str, Form(max_length=10)] = "",
    day: Annotated[str, Form(max_length=10)] = "",
    time: Annotated[str, Form(max_length=8)] = "",
    reset: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Switch something over, or end that."""
    with database.company(visitor.company) as connection:
        company = _company(connection)
        subject = _changeable(visitor, company, kind, name)
        chosen = Chosen(end, day, time)
        if reset:
            end_switch(connection, visitor, subject.key)
        else:
            try:
                until = end_of(chosen, _opening(company, subject), company.now, schedule=kind == "schedule")
                set_switch(connection, visitor, subject.key, _value(company, subject, value), until)
            except ValueError as error:
                row = row_of(subject, held(connection), company.tenant, language_of(request))
                wrong = _WRONG_NUMBER if kind == "redirect" else _WRONG_VALUE
                message = _WRONG_END if isinstance(error, WrongEnd) else wrong
                return _form(request, company, row, chosen, value, text(request, message))
    target = f"/live/people/{quote(subject.user)}" if subject.user else "/live"
    return RedirectResponse(target, 303)


def _changeable(visitor: Visitor, company: _Company, kind: str, name: str) -> Subject:
    subject = company.subject(kind, name)
    if not _may_change(visitor, company, subject):
        raise Forbidden
    return subject


def _opening(company: _Company, subject: Subject) -> datetime | None:
    schedule = subject.name if subject.kind == "schedule" else ""
    return openings(company.board, schedule, company.now) if company.board else None


def _value(company: _Company, subject: Subject, value: str) -> str:
    if subject.kind != "redirect":
        if value not in WORDS[subject.kind]:
            raise ValueError(value)
        return value
    number = normalise(value) if value.strip() else ""
    if number in company.tenant.main_numbers.all():
        raise ValueError(value)  # they are no phones
    return number


def _form(
    request: Request, company: _Company, row: Row, chosen: Chosen, value: str, error: str = ""
) -> Response:
    opening = _opening(company, row.subject)
    ends = [
        (key, text(request, label))
        for key, label in ENDS.items()
        if (key != "opening" or opening) and (key != "never" or row.subject.kind != "schedule")
    ]
    values = [(key, text(request, label)) for key, label in WORDS[row.subject.kind].items()]
    return page(
        request,
        "live/switch.html",
        status=422 if error else 200,
        row=row,
        company=company.tenant,
        kinds=KINDS,
        words=WORDS,
        ends=ends,
        values=values,
        chosen=chosen,
        value=value,
        error=error,
    )
