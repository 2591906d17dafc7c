"""The application: all screens, and what becomes of errors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException

from wco_portal.access.entry import Elsewhere, Forbidden
from wco_portal.api.application import PREFIX, create_api
from wco_portal.api.problems import problem
from wco_portal.database import Database
from wco_portal.drafts.draft import NoCompany, NotTheirs, TooLarge
from wco_portal.guard import Guard
from wco_portal.notifications import Notifications
from wco_portal.pages import page, text
from wco_portal.screens import ROUTERS
from wco_portal.settings import Settings
from wco_portal.static_files import Static
from wco_portal.texts import marked
from wcoctl.accounts.audit_log import record

__all__ = ["create_app"]

_ERRORS = {
    400: marked("The request is not complete."),
    403: marked("You lack the permission for this page."),
    404: marked("This page does not exist."),
    405: marked("This page does not take that."),
    413: marked("The draft would be too large. Nothing was saved: remove or shorten something first."),
    422: marked("The request is not complete."),
    503: marked(
        "The database is unavailable. Calls go on; nothing that you saved is lost. Try again in a minute."
    ),
}


def create_app(settings: Settings) -> FastAPI:
    """Return the application for one process."""
    database = Database(settings.database, settings.connections)
    notifications = Notifications(settings.database)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        database.open()
        listener = asyncio.create_task(notifications.listen())
        yield
        listener.cancel()
        database.close()

    app = FastAPI(title="WCO", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings, app.state.database, app.state.notifications = settings, database, notifications
    app.mount("/static", Static(), name="static")
    for router in ROUTERS:
        app.include_router(router)
    app.mount(PREFIX, create_api(app.state))
    app.add_middleware(Guard, origin=settings.origin)
    _handle_errors(app, database)
    _handle_refused_drafts(app)
    return app


def _handle_errors(app: FastAPI, database: Database) -> None:
    @app.exception_handler(Elsewhere)
    def elsewhere(request: Request, error: Elsewhere) -> Response:
        if request.headers.get("hx-request"):
            return Response(status_code=204, headers={"HX-Redirect": error.target})
        return RedirectResponse(error.target, 303)

    @app.exception_handler(Forbidden)
    def forbidden(request: Request, _error: Forbidden) -> Response:
        visitor = getattr(request.state, "visitor", None)
        if visitor:
            with database.company(visitor.company) as connection:
                what = f"{request.method} {request.url.path}"
                record(connection, visitor.actor, "lack_permission", what, result="refused")
        return _failure(request, 403)

    @app.exception_handler(HTTPException)
    def failed(request: Request, error: HTTPException) -> Response:
        return _failure(request, error.status_code)

    @app.exception_handler(RequestValidationError)
    def incomplete(request: Request, _error: RequestValidationError) -> Response:
        return _failure(request, 422)

    @app.exception_handler(NoCompany)
    def not_there_yet(_request: Request, _error: NoCompany) -> Response:
        return RedirectResponse("/", 303)

    @app.exception_handler(PoolTimeout)
    @app.exception_handler(OperationalError)
    def away(request: Request, _error: Exception) -> Response:
        return _failure(request, 503)


def _handle_refused_drafts(app: FastAPI) -> None:
    @app.exception_handler(TooLarge)
    def too_large(request: Request, _error: TooLarge) -> Response:
        return _failure(request, 413)

    @app.exception_handler(NotTheirs)
    def not_theirs(request: Request, _error: NotTheirs) -> Response:
        return _failure(request, 403)


def _failure(request: Request, status: int) -> Response:
    message = _ERRORS.get(status, _ERRORS[400])
    if request.url.path.startswith("/api/"):
        return problem(status, "The API is at /api/v1.")
    return page(request, "error.html", status=status, code=status, message=text(request, message))
