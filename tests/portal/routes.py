"""The application's routes, and what each asks for."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount

from wco_portal.access.entry import Requirement

__all__ = ["Route", "all_routes"]


@dataclass(frozen=True)
class Route:
    """A path and a method."""

    path: str
    method: str
    requirements: tuple[Requirement, ...]
    """A visitor has to meet each."""

    @property
    def name(self) -> str:
        """Return how lists name it."""
        return f"{self.method} {self.path}"

    @property
    def api(self) -> bool:
        """Whether it is for programs."""
        return self.path.startswith("/api/")

    @property
    def own(self) -> bool:
        """Whether it is about the visitor's account or session."""
        return any(one.own for one in self.requirements)


def all_routes(app: FastAPI) -> list[Route]:
    """Return the routes of all screens, and of the API."""
    below = [
        Route(mount.path + route.path, route.method, route.requirements)
        for mount in app.routes
        if isinstance(mount, Mount) and isinstance(mount.app, FastAPI)
        for route in all_routes(mount.app)
    ]
    return below + [
        Route(found.path or "", method, tuple(_requirements(found.original_route.dependant)))
        for found in iter_route_contexts(app.routes)
        if isinstance(found.original_route, APIRoute)
        for method in sorted(found.methods or ())
    ]


def _requirements(dependant: Dependant) -> Iterator[Requirement]:
    if isinstance(dependant.call, Requirement):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from _requirements(inner)
