"""Routes of the caller, and of what is published."""

from fastapi import APIRouter, Response

from wco_portal.access.entry import Base
from wco_portal.api.conditions import etag
from wco_portal.api.entry import Caller, Reader
from wco_portal.api.models import Me, PermissionHeld, Switchboard
from wco_portal.drafts.document import mark_of
from wco_portal.drafts.draft import NoCompany

__all__ = ["router"]

router = APIRouter(tags=["switchboard"])


@router.get("/me")
def get_me(caller: Caller) -> Me:
    """Return whose token this is, and what it may do."""
    held = [
        PermissionHeld(permission=permission, scope=scope.kind, members=sorted(scope.members))
        for permission, scope in sorted(caller.permissions.items())
    ]
    return Me(login=caller.login, name=caller.name, company=caller.company, permissions=held)


@router.get("/switchboard")
def get_switchboard(database: Base, caller: Reader, response: Response) -> Switchboard:
    """Return what is published, and its version."""
    query = """SELECT document, live, problems, changed, coalesce((SELECT max(number) FROM change), 0) AS version FROM company"""
    with database.company(caller.company) as connection:
        found = connection.execute(query).fetchone()
    if found is None:
        raise NoCompany
    response.headers.update(etag(mark_of(found["document"])))
    return Switchboard.model_validate(found)
