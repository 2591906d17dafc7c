"""Routes of the webhooks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request, Response

from wco_portal.access.entry import Base, Config
from wco_portal.api.entry import Editor, Reader
from wco_portal.api.models import Delivery, NewWebhook, Webhook, WebhookKey
from wco_portal.api.problems import Refusal
from wco_portal.lists import PAGE
from wco_portal.webhooks import registry
from wco_portal.webhooks.keys import key_of

__all__ = ["router"]

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


@router.get("")
def list_webhooks(database: Base, caller: Reader) -> list[Webhook]:
    """Return the company's webhooks."""
    with database.company(caller.company) as connection:
        return [Webhook.model_validate(row) for row in registry.listed(connection)]


@router.post("", status_code=201)
def add_webhook(
    request: Request, response: Response, database: Base, settings: Config, caller: Editor, asked: NewWebhook
) -> WebhookKey:
    """Add a webhook. Its key is in this answer only."""
    if not registry.is_usable(asked.url):
        raise Refusal(
            422, "The URL is none that may be called: https://, port 443 or one from 1024 on.", "url"
        )
    if not all(registry.is_permitted(caller, event) for event in asked.events):
        raise Refusal(403, "Who has calls told needs the permission to see all reports.")
    try:
        with database.company(caller.company) as connection:
            row = registry.add(connection, caller, asked.name, asked.url, asked.events)
    except registry.TooMany as error:
        raise Refusal(409, f"A company has {registry.MOST} webhooks at most.", "too-many") from error
    response.headers["Location"] = f"{request.url.path}/{row['webhook']}"
    return WebhookKey.model_validate(row | {"key": key_of(settings.webhook_key, row["webhook"]).hex()})


@router.get("/{webhook}")
def get_webhook(database: Base, caller: Reader, webhook: UUID) -> Webhook:
    """Return a webhook."""
    with database.company(caller.company) as connection:
        row = registry.one(connection, webhook)
    if row is None:
        raise _nothing()
    return Webhook.model_validate(row)


@router.delete("/{webhook}", status_code=204)
def remove_webhook(database: Base, caller: Editor, webhook: UUID) -> None:
    """Remove a webhook, and what it has still to send."""
    with database.company(caller.company) as connection:
        if not registry.remove(connection, caller, webhook):
            raise _nothing()


@router.post("/{webhook}/on", status_code=204)
def turn_on_webhook(database: Base, caller: Editor, webhook: UUID) -> None:
    """Switch a webhook on; what waits is sent."""
    with database.company(caller.company) as connection:
        if not registry.switch(connection, caller, webhook, on=True):
            raise _nothing()


@router.post("/{webhook}/off", status_code=204)
def turn_off_webhook(database: Base, caller: Editor, webhook: UUID) -> None:
    """Switch a webhook off."""
    with database.company(caller.company) as connection:
        if not registry.switch(connection, caller, webhook, on=False):
            raise _nothing()


@router.post("/{webhook}/test", status_code=204)
def test_webhook(database: Base, caller: Editor, webhook: UUID) -> None:
    """Have something sent that means nothing: an event ``test``."""
    with database.company(caller.company) as connection:
        if not registry.test(connection, caller, webhook):
            raise _nothing()


@router.get("/{webhook}/deliveries")
def list_deliveries(
    database: Base,
    caller: Reader,
    webhook: UUID,
    limit: Annotated[int, Query(ge=1, le=100)] = PAGE,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> list[Delivery]:
    """Return what was sent within 14 days, or waits, the last first."""
    with database.company(caller.company) as connection:
        if registry.one(connection, webhook) is None:
            raise _nothing()
        found = registry.deliveries(connection, webhook, limit, offset)
    return [Delivery.model_validate(row) for row in found]


@router.post("/{webhook}/deliveries/{delivery}/again", status_code=204)
def send_again(database: Base, caller: Editor, webhook: UUID, delivery: UUID) -> None:
    """Have something sent again, as the same event."""
    with database.company(caller.company) as connection:
        if not registry.send_again(connection, caller, webhook, delivery):
            raise _nothing()


def _nothing() -> HTTPException:
    return HTTPException(404, "There is no such webhook, or no such delivery.")
