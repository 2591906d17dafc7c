"""What goes wrong, as programs are told: RFC 9457."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from wco_portal.access.entry import Forbidden
from wco_portal.audit import record_sparsely
from wco_portal.database import Database
from wco_portal.drafts.document import mark_of
from wco_portal.drafts.draft import LARGEST, NoCompany, NotTheirs, Overtaken, TooLarge
from wcoctl.model.entries import ABSENT
from wcoctl.model.finding import Finding, dotted, printable

__all__ = ["Mistake", "Problem", "Refusal", "handle_errors", "mistakes", "problem"]

_TYPE = "urn:wco:problem:"


class Mistake(BaseModel):
    """Something that is wrong with a document, or with a request."""

    path: str
    message: str
    hint: str


class Problem(BaseModel):
    """Why a request was refused."""

    type: str
    title: str
    status: int
    detail: str
    problems: list[Mistake] = []


class Refusal(Exception):
    """A request that is refused, with what its sender is told."""

    def __init__(
        self,
        status: int,
        detail: str,
        kind: str = "",
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.answer = problem(status, detail, kind, headers, **members)


def problem(
    status: int, detail: str, kind: str = "", headers: Mapping[str, str] | None = None, **members: Any
) -> JSONResponse:
    """Return the answer that tells of a problem; one without a kind is what its status says."""
    content = {
        "type": _TYPE + kind if kind else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **members,
    }
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def mistakes(findings: Iterable[Finding]) -> list[Mistake]:
    """Return findings of the rules as the API tells them."""
    return [
        Mistake(path=dotted(place), message=printable(message), hint=printable(hint))
        for place, message, hint in findings
    ]


def handle_errors(api: FastAPI, database: Database) -> None:
    """Have every error of the API answered by a problem."""
    _handle_drafts(api)

    @api.exception_handler(Refusal)
    def refused(_request: Request, error: Refusal) -> Response:
        return error.answer

    @api.exception_handler(Forbidden)
    def forbidden(request: Request, _error: Forbidden) -> Response:
        visitor = request.state.visitor
        with database.company(visitor.company) as connection:
            what = f"{request.method} {request.url.path}"
            record_sparsely(connection, visitor.actor, "lack_permission", what, "refused")
        return problem(403, "The token's account lacks the permission.")

    @api.exception_handler(RequestValidationError)
    def not_valid(_request: Request, error: RequestValidationError) -> Response:
        found = [Finding(tuple(one["loc"]), str(one["msg"]), "") for one in error.errors()]
        told = [one.model_dump() for one in mistakes(found)]
        return problem(422, "The request is not as the OpenAPI document says.", problems=told)

    @api.exception_handler(HTTPException)
    def failed(_request: Request, error: HTTPException) -> Response:
        return problem(error.status_code, str(error.detail), headers=error.headers)

    @api.exception_handler(PoolTimeout)
    @api.exception_handler(OperationalError)
    def away(_request: Request, _error: Exception) -> Response:
        return problem(503, "The database is unavailable. Calls go on.", headers={"Retry-After": "60"})


def _handle_drafts(api: FastAPI) -> None:
    @api.exception_handler(Overtaken)
    def overtaken(_request: Request, error: Overtaken) -> Response:
        detail = "It is not as you have seen it any more."
        if error.value is ABSENT:
            return problem(412, detail, "overtaken")
        headers = {"ETag": f'"{mark_of(error.value)}"'}
        return problem(412, detail, "overtaken", headers, value=error.value)

    @api.exception_handler(NoCompany)
    def not_there_yet(_request: Request, _error: NoCompany) -> Response:
        return problem(404, "The company has no switchboard yet.")

    @api.exception_handler(TooLarge)
    def too_large(_request: Request, _error: TooLarge) -> Response:
        return problem(413, f"A draft has {LARGEST} bytes at most.", "draft_too_large")

    @api.exception_handler(NotTheirs)
    def not_theirs(_request: Request, _error: NotTheirs) -> Response:
        return problem(403, "That is what the company agreed with the operator.")
