"""Routes of the audit log."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BeforeValidator

from wco_portal.access.entry import Base, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.lists import PAGE
from wco_portal.moments import zone_of
from wco_portal.pages import language_of, page
from wco_portal.screens.audit.download import as_csv
from wco_portal.screens.audit.queries import Filter, found
from wco_portal.screens.audit.words import ACTIONS, KINDS, RESULTS, action_words, changes
from wco_portal.texts import translations
from wcoctl.accounts.audit_log import record

__all__ = ["router"]

router = APIRouter()


Reader = Annotated[Visitor, Depends(required(Permission.READ_AUDIT))]
Day = Annotated[date | None, BeforeValidator(lambda written: written or None), Query()]


def _filter(
    person: str = "", action: str = "", since: Day = None, until: Day = None, words: str = ""
) -> Filter:
    """Return what the form asks for."""
    bounded = [value.replace("\0", "").strip()[:100] for value in (person, action, words)]
    return Filter(bounded[0], bounded[1], since, until, bounded[2])


Wanted = Annotated[Filter, Depends(_filter)]


@router.get("/audit")
def show_audit(
    request: Request,
    database: Base,
    visitor: Reader,
    wanted: Wanted,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Response:
    """Show a page of the log, the newest entries first."""
    with database.company(visitor.company) as connection:
        rows = found(connection, wanted, before, PAGE + 1, zone_of(visitor.timezone))
    translate = translations(language_of(request)).gettext
    query = urlencode({name: value for name, value in vars(wanted).items() if value})
    return page(
        request,
        "audit/audit.html",
        rows=[
            row
            | {
                "action": action_words(row["content"]["action"], translate),
                "changes": changes(row["content"], translate),
            }
            for row in rows[:PAGE]
        ],
        actions=sorted(((name, translate(label)) for name, label in ACTIONS.items()), key=lambda one: one[1]),
        kinds=KINDS,
        results=RESULTS,
        wanted=wanted,
        query=query,
        newest=before is None,
        older=rows[PAGE - 1]["number"] if len(rows) > PAGE else None,
    )


@router.get("/audit/download")
def download(request: Request, database: Base, visitor: Reader, wanted: Wanted) -> Response:
    """Give what the filter leaves as a file, which is an entry of the log itself."""
    with database.company(visitor.company) as connection:
        record(connection, visitor.actor, "download_audit")
    return StreamingResponse(
        as_csv(
            database,
            visitor.company,
            wanted,
            translations(language_of(request)).gettext,
            zone_of(visitor.timezone),
        ),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="audit.csv"'},
    )
