"""What holds for every request and answer, whatever the screen: no writes from other sites, size, headers."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders

from wco_portal.api.problems import problem

__all__ = ["Guard"]

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]

_SAFE = {"GET", "HEAD", "OPTIONS"}
LARGEST = 12 * 1024 * 1024
"""Bytes of a request, uploads of audio included."""

_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_HEADERS = {
    "content-security-policy": _POLICY,
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)",
}


class _TooLarge(Exception):
    """The body of a request goes on beyond what is taken."""


class Guard:
    """ASGI middleware; plain ASGI, so that streams are neither kept nor cut.

    Browsers name the origin of every POST (Fetch standard, 3.1), and pages cannot change that.
    """

    def __init__(self, app: _App, origin: str) -> None:
        self._app, self._origin = app, origin

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(raw=scope["headers"])
        started = False

        async def with_headers(message: _Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                answer = MutableHeaders(raw=message["headers"])
                for name, value in _HEADERS.items():
                    answer[name] = value
                if not scope["path"].startswith("/static/"):
                    answer.setdefault("cache-control", "no-store")
                message["headers"] = answer.raw
            await send(message)

        # The API believes no cookie, but a token only, which no other site can send.
        api = scope["path"].startswith("/api/")
        if not api and scope["method"] not in _SAFE and headers.get("origin") != self._origin:
            await _refuse(with_headers, 403, b"This request comes from another site.\n")
            return
        try:
            await self._pass_on(scope, receive, with_headers, headers)
        except _TooLarge:
            if not started:
                if api:
                    await problem(413, "This is more than 12 MB.")(scope, receive, with_headers)
                else:
                    await _refuse(with_headers, 413, b"This is more than 12 MB.\n")

    async def _pass_on(self, scope: _Message, receive: _Receive, send: _Send, headers: Headers) -> None:
        if _announced(headers) > LARGEST:
            raise _TooLarge
        await self._app(scope, _bounded(receive), send)


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isdecimal() and len(length) < 20 else 0


def _bounded(receive: _Receive) -> _Receive:
    size = 0

    async def receive_some() -> _Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST:
            raise _TooLarge
        return message

    return receive_some


async def _refuse(send: _Send, status: int, text: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
