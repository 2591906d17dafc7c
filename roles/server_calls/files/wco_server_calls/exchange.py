"""One HTTPS exchange with a company's server, to exactly the address that was checked."""

import asyncio
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv4Address

import httpx

from wco_host.outside import ServerRefused, Target, signature, target_of
from wco_server_calls.answer import MOST_BYTES, is_json
from wco_server_calls.guard import AllowList
from wco_server_calls.question import Question, body_of, tenant_key

__all__ = ["Exchange"]


class _Passing(Exception):
    """Another try may go better."""


@dataclass(frozen=True)
class Exchange:
    """All that calls to servers have in common."""

    allowed: AllowList
    context: ssl.SSLContext
    master_key: bytes = field(repr=False)

    async def ask(self, question: Question) -> bytes:
        """Return the server's answer; raises ServerRefused, or TimeoutError when that takes too long."""
        async with asyncio.timeout(question.timeout):
            target = target_of(question.url)
            addresses = await self._resolve(target)
            body = body_of(question, datetime.now(UTC))
            with suppress(_Passing):
                # Who never takes the connection leaves time for the second try.
                return await self._post(question, target, addresses[0], body, question.timeout / 2)
            try:
                return await self._post(question, target, addresses[-1], body, None)
            except _Passing as passing:
                raise ServerRefused(str(passing)) from None

    async def warm_up(self) -> None:
        """Ask nobody: a first request loads much of the HTTP library, for which no caller is to wait."""
        async with httpx.AsyncClient(verify=self.context, trust_env=False) as client:
            with suppress(httpx.HTTPError):
                await client.get("https://127.0.0.1:1/")

    async def _resolve(self, target: Target) -> list[IPv4Address]:
        self.allowed.check_host(target.host)
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(
                target.host, target.port, family=socket.AF_INET, type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError):
            raise ServerRefused("the host's name is not known") from None
        addresses = [IPv4Address(str(entry[4][0])) for entry in found]
        self.allowed.check_addresses(target.host, addresses)
        return addresses

    async def _post(
        self, question: Question, target: Target, address: IPv4Address, body: bytes, patience: float | None
    ) -> bytes:
        """Try once; ``patience`` is for the connection."""
        headers = {
            "Host": target.authority,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "close",
            "Content-Type": "application/json",
            "User-Agent": "wco",
            "X-Correlation-ID": question.call,
            "X-WCO-Signature": signature(
                tenant_key(self.master_key, question.tenant), datetime.now(UTC), body
            ),
        }
        timeout = httpx.Timeout(None, connect=patience)
        try:
            # A client for each try: no connection, cookie or proxy comes from elsewhere.
            async with (
                httpx.AsyncClient(verify=self.context, trust_env=False, timeout=timeout) as client,
                client.stream(
                    "POST",
                    f"https://{address}:{target.port}{target.path}",
                    content=body,
                    headers=headers,
                    extensions={"sni_hostname": target.host},  # the certificate has to be this name's
                ) as response,
            ):
                return await _read(response)
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            raise _Passing(f"{type(error).__name__} {error}") from None


async def _read(response: httpx.Response) -> bytes:
    """Return the answer as it came, never unpacked and never more than the limit."""
    if response.status_code >= 500:
        raise _Passing(f"status {response.status_code}")
    if not 200 <= response.status_code < 300:
        raise ServerRefused(f"status {response.status_code}")
    if not is_json(response.headers.get("content-type", "")):
        raise ServerRefused("the content type is not JSON")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise ServerRefused("the answer is packed")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MOST_BYTES:
            raise ServerRefused(f"longer than {MOST_BYTES} bytes")
    return bytes(body)
