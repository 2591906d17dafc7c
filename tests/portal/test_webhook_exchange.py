"""Where webhooks go and where not: the sender's hosts are no way into the operator's network."""

import asyncio
import ssl
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, create_server
from threading import Thread
from typing import Any

import pytest

from tests.portal.receiver import Receiver, receiver
from wco_portal.webhooks.exchange import Exchange, Outcome

LOOPBACK = (IPv4Network("127.0.0.0/8"),)


def exchange(server: Receiver, **more: Any) -> Exchange:
    context = ssl.create_default_context()
    context.load_verify_locations(server.authority)
    return Exchange(context, **{"networks": LOOPBACK, **more})


def send(by: Exchange, url: str) -> Outcome:
    return asyncio.run(by.send(url, b"{}", {}))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - it is what is refused
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "8.8.4.4",
    ],
)
def test_addresses_that_are_not_public_and_the_sites_own_are_not_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Whether they are written in the URL or what a name leads to, be it as one of several."""

    async def resolve(_loop: object, _host: str, port: int, **_more: object) -> list[Any]:
        return [(AF_INET, SOCK_STREAM, 6, "", (one, port)) for one in ("8.8.8.8", address)]

    with receiver(tmp_path) as server:
        by = exchange(server, networks=(), site=frozenset({IPv4Address("8.8.4.4")}), seconds=2)
        assert send(by, f"https://{address}/").reason == "the host's address is not public"
        monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", resolve)
        assert send(by, "https://crm.example.com/").reason == "the host's address is not public"


@pytest.mark.parametrize(
    "url", ["https://0x7f000001/", "https://2130706433/", "https://127.1/", "https://[::1]/"]
)
def test_other_ways_to_write_the_loopback_do_not_help(tmp_path: Path, url: str) -> None:
    with receiver(tmp_path) as server:
        outcome = send(exchange(server, networks=()), url)
    assert outcome.reason in ("the host's address is not public", "the host's name is not known")


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    with receiver(tmp_path) as server:
        server.status, server.location = 307, server.url
        outcome = send(exchange(server), server.url)
        assert (outcome.status, outcome.reason, len(server.got)) == (307, "status 307", 1)


def test_an_answer_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    with receiver(tmp_path) as server:
        server.holds = "/"
        outcome = send(exchange(server, seconds=0.5), server.url)
    assert (outcome.status, outcome.reason) == (None, "no answer in time")
    assert 400 <= outcome.ms < 3000


def test_certificates_have_to_be_valid_for_the_name(tmp_path: Path) -> None:
    with receiver(tmp_path, "other.example") as server:
        assert send(exchange(server), server.url).reason == "the certificate is not valid"
        without = Exchange(ssl.create_default_context(), networks=LOOPBACK)
        assert send(without, server.url).reason == "the certificate is not valid"
        assert server.got == []


def test_what_is_no_https_is_told_as_such(tmp_path: Path) -> None:
    with receiver(tmp_path) as server, create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def greet() -> None:
            connection, _ = listener.accept()
            connection.sendall(b"220 mail.example.com ESMTP\r\n" * 1000)
            connection.close()

        thread = Thread(target=greet)
        thread.start()
        outcome = send(exchange(server), f"https://localhost:{port}/")
        thread.join()
    assert outcome.reason in ("no connection", "no valid answer")
    assert send(exchange(server), f"https://localhost:{port}/").reason == "no connection"
