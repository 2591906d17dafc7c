"""Styles and scripts: addresses change with their contents, so that browsers may keep them."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

__all__ = ["Static", "address"]

_FOLDER = Path(__file__).parent / "static"
_KEPT = "max-age=604800"
"""A week (nginx, which serves them on hosts, says the same): while several hosts get another version, one may give an old file
for a new address.
"""


class Static(StaticFiles):
    """The files, for a portal without nginx before it."""

    def __init__(self) -> None:
        super().__init__(directory=_FOLDER)

    async def get_response(self, path: str, scope: Any) -> Response:
        """Return a file, to be kept if its address has a version."""
        answer = await super().get_response(path, scope)
        if answer.status_code in (200, 304):
            versioned = scope["query_string"].startswith(b"v=")
            answer.headers["cache-control"] = _KEPT if versioned else "max-age=300"
        return answer


@cache
def address(name: str) -> str:
    """Return the address of a file in its present version."""
    return f"/static/{name}?v={sha256((_FOLDER / name).read_bytes()).hexdigest()[:12]}"
