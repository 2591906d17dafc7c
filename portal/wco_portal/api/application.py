"""The API as an application of its own below the portal's: its errors are no pages, and its OpenAPI document is public."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.datastructures import State

from wco_portal.api import changes, draft, operator, switchboard, webhooks
from wco_portal.api.limits import Limiter
from wco_portal.api.problems import Problem, handle_errors

__all__ = ["PREFIX", "create_api"]

PREFIX = "/api/v1"
_REFUSED = {
    "description": "Refused, with the reason",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def create_api(state: State) -> FastAPI:
    """Return the API, which shares the state of the portal's application."""
    state.limiter = Limiter()
    api = FastAPI(
        title="WCO API",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses={"4XX": _REFUSED, 503: _REFUSED},
        generate_unique_id_function=lambda route: route.name,
    )
    api.state = state
    for part in (switchboard, draft, changes, webhooks, operator):
        api.include_router(part.router)
    document = _document(api)
    api.add_route("/openapi.json", lambda _request: JSONResponse(document), include_in_schema=False)
    handle_errors(api, state.database)
    return api


def _document(api: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=api.title, version=api.version, routes=api.routes, servers=[{"url": PREFIX}])
    schemas = document["components"]["schemas"]
    told = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= told.pop("$defs", {}) | {"Problem": told}
    return document
