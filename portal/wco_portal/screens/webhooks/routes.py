"""Routes of webhooks: where what happens is told to, and what became of it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access.entry import Base, Config, confirmed, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection, Database
from wco_portal.lists import PAGE, Asked
from wco_portal.pages import page
from wco_portal.screens.webhooks.asked import EVENT_LABELS, TOO_MANY, Filled, filled
from wco_portal.webhooks import registry
from wco_portal.webhooks.keys import key_of

__all__ = ["router"]

router = APIRouter(prefix="/webhooks")


def _reader(
    visitor: Annotated[Visitor, Depends(required(Permission.CONFIGURE))],
    _program: Annotated[Visitor, Depends(required(Permission.API))],
) -> Visitor:
    return visitor


def _editor(
    visitor: Annotated[Visitor, Depends(required(Permission.CONFIGURE, change=True))],
    _program: Annotated[Visitor, Depends(required(Permission.API, change=True))],
) -> Visitor:
    return visitor


Reader = Annotated[Visitor, Depends(_reader)]
"""Who may configure the switchboard, and use the API too: what is sent goes to programs."""
Editor = Annotated[Visitor, Depends(_editor)]


@router.get("")
def show_webhooks(request: Request, database: Base, visitor: Reader) -> Response:
    """Show the company's webhooks, and a form for a new one."""
    return _shown(request, database, visitor, Filled())


@router.post("")
def add_webhook(
    request: Request,
    database: Base,
    settings: Config,
    visitor: Editor,
    name: Annotated[str, Form(max_length=300)] = "",
    url: Annotated[str, Form(max_length=1000)] = "",
    events: Annotated[list[str] | None, Form(max_length=10)] = None,
) -> Response:
    """Add a webhook, and show its key this once."""
    confirmed(request, visitor)
    form = filled(visitor, name, url, events or [])
    if not form.mistakes:
        try:
            with database.company(visitor.company) as connection:
                webhook = registry.add(connection, visitor, form.name, form.url, form.events)["webhook"]
        except registry.TooMany:
            form.mistakes["name"] = TOO_MANY
        else:
            key = key_of(settings.webhook_key, webhook).hex()
            return page(request, "webhooks/key.html", key=key, name=form.name, webhook=webhook)
    return _shown(request, database, visitor, form)


@router.get("/{webhook}")
def show_webhook(request: Request, database: Base, visitor: Reader, webhook: UUID, asked: Asked) -> Response:
    """Show a webhook and what was sent by it."""
    with database.company(visitor.company) as connection:
        found = _found(connection, webhook)
        rows = registry.deliveries(connection, webhook, PAGE + 1, asked.offset)
    return page(
        request,
        "webhooks/webhook.html",
        one=found,
        shown=asked.shown(rows),
        labels=EVENT_LABELS,
        may_change=visitor.may(Permission.CONFIGURE, change=True),
    )


@router.get("/{webhook}/deliveries/{delivery}")
def show_delivery(
    request: Request, database: Base, visitor: Reader, webhook: UUID, delivery: UUID
) -> Response:
    """Show every try of something that was sent."""
    with database.company(visitor.company) as connection:
        found = _found(connection, webhook)
        tries = registry.tries(connection, webhook, delivery)
    if tries is None:
        raise HTTPException(404)
    return page(request, "webhooks/delivery.html", one=found, tries=tries)


@router.post("/{webhook}/deliveries/{delivery}/again")
def send_again(database: Base, visitor: Editor, webhook: UUID, delivery: UUID) -> Response:
    """Have something sent again."""
    with database.company(visitor.company) as connection:
        if not registry.send_again(connection, visitor, webhook, delivery):
            raise HTTPException(404)
    return _back(webhook)


@router.post("/{webhook}/test")
def send_test(database: Base, visitor: Editor, webhook: UUID) -> Response:
    """Have something sent that means nothing."""
    with database.company(visitor.company) as connection:
        if not registry.test(connection, visitor, webhook):
            raise HTTPException(404)
    return _back(webhook)


@router.post("/{webhook}/{state}")
def switch(database: Base, visitor: Editor, webhook: UUID, state: str) -> Response:
    """Switch a webhook ``on`` or ``off``."""
    if state not in ("on", "off"):
        raise HTTPException(404)
    with database.company(visitor.company) as connection:
        if not registry.switch(connection, visitor, webhook, on=state == "on"):
            raise HTTPException(404)
    return _back(webhook)


@router.get("/{webhook}/remove")
def ask_to_remove(request: Request, database: Base, visitor: Editor, webhook: UUID) -> Response:
    """Ask whether a webhook is to be removed."""
    with database.company(visitor.company) as connection:
        found = _found(connection, webhook)
    return page(request, "webhooks/remove.html", one=found)


@router.post("/{webhook}/remove/sure")
def remove(database: Base, visitor: Editor, webhook: UUID) -> Response:
    """Remove a webhook."""
    with database.company(visitor.company) as connection:
        if not registry.remove(connection, visitor, webhook):
            raise HTTPException(404)
    return RedirectResponse("/webhooks", 303)


def _found(connection: CompanyConnection, webhook: UUID) -> dict[str, Any]:
    found = registry.one(connection, webhook)
    if found is None:
        raise HTTPException(404)
    return found


def _back(webhook: UUID) -> Response:
    return RedirectResponse(f"/webhooks/{webhook}", 303)


def _shown(request: Request, database: Database, visitor: Visitor, form: Filled) -> Response:
    with database.company(visitor.company) as connection:
        listed = registry.listed(connection)
    return page(
        request,
        "webhooks/webhooks.html",
        status=422 if form.mistakes else 200,
        webhooks=listed,
        form=form,
        labels=EVENT_LABELS,
        permitted=[event for event in registry.EVENTS if registry.is_permitted(visitor, event)],
        may_change=visitor.may(Permission.CONFIGURE, change=True),
    )
