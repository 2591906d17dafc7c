"""One HTTPS request to a company's server, to exactly the address that was checked."""

import asyncio
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from time import monotonic

import httpx

from wco_host.outside import ServerRefused, Target, is_special, target_of
from wco_portal.texts import marked
from wco_portal.webhooks.registry import is_usable

__all__ = ["Exchange", "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """What became of a request."""

    status: int | None
    """None: there was no answer."""
    reason: str
    """Empty if it has arrived."""
    ms: int


@dataclass(frozen=True)
class Exchange:
    """What all requests have in common."""

    context: ssl.SSLContext
    site: Collection[IPv4Address] = ()
    """Addresses of the site's own hosts."""
    networks: Collection[IPv4Network] = ()
    """Networks that may be called although they are not public; the operator's choice."""
    seconds: float = 10
    """For all of a request, from the look-up of the name on."""

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send a body, and tell what became of it. Nothing of the answer but its status is read."""
        start = monotonic()
        status: int | None = None
        try:
            async with asyncio.timeout(self.seconds):
                status = await self._post(url, body, headers)
            reason = "" if 200 <= status < 300 else f"status {status}"
        except ServerRefused as refused:
            reason = str(refused)
        except TimeoutError:
            reason = marked("no answer in time")
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            reason = _told(error)
        return Outcome(status, reason, round((monotonic() - start) * 1000))

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        if not is_usable(url):
            raise ServerRefused(marked("the URL is not one that may be called"))
        target = target_of(url)
        address = await self._resolve(target)
        common = {
            "Host": target.authority,
            "Accept-Encoding": "identity",
            "Connection": "close",
            "Content-Type": "application/json",
            "User-Agent": "wco",
        }
        # A client for each: no connection, cookie or proxy comes from elsewhere, and redirects are not followed.
        async with (
            httpx.AsyncClient(verify=self.context, trust_env=False, timeout=None) as client,  # noqa: S113 - `seconds`
            client.stream(
                "POST",
                f"https://{address}:{target.port}{target.path}",
                content=body,
                headers=common | dict(headers),
                extensions={"sni_hostname": target.host},  # the certificate has to be this name's
            ) as response,
        ):
            return response.status_code

    async def _resolve(self, target: Target) -> IPv4Address:
        """Return an address to connect to; ServerRefused if one of the host's addresses is not to be called."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(
                target.host, target.port, family=socket.AF_INET, type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError):
            raise ServerRefused(marked("the host's name is not known")) from None
        addresses = [IPv4Address(str(entry[4][0])) for entry in found]
        for address in addresses:
            if not self._may_call(address):
                raise ServerRefused(marked("the host's address is not public"))
        return addresses[0]

    def _may_call(self, address: IPv4Address) -> bool:
        if any(address in network for network in self.networks):
            return True
        return address.is_global and not is_special(address) and address not in self.site


def _told(error: Exception) -> str:
    """Return what the company is told: what went wrong with its server, and nothing of ours."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return marked("the certificate is not valid")
    return marked("no connection") if isinstance(error, httpx.ConnectError) else marked("no valid answer")
