"""A company's own server: HTTPS on the loopback with a certificate of an authority of the tests'."""

import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from threading import Event, Thread
from typing import Any

from wcoctl.secrets.certificates import new_authority, new_server


def is_genuine(key: str, header: str, body: bytes) -> bool:
    """Tell whether a request is ours, as docs/webhooks.md does."""
    signed = dict(part.split("=", 1) for part in header.split(","))
    digest = hmac.new(bytes.fromhex(key), signed["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(digest, signed["v1"]) and abs(time.time() - int(signed["t"])) < 60


@dataclass(frozen=True)
class Got:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        """What it tells."""
        told: dict[str, Any] = json.loads(self.body)
        return told


@dataclass
class Receiver:
    """What it is to answer, and what it was sent."""

    url: str
    authority: Path
    status: int = 200
    location: str = ""
    holds: str = ""
    """Requests with this in their path get no answer."""
    got: list[Got] = field(default_factory=list)
    freed: Event = field(default_factory=Event)


@contextmanager
def receiver(folder: Path, name: str = "localhost") -> Iterator[Receiver]:
    """Run one."""
    authority = new_authority("company", datetime.now(UTC))
    pair = new_server(authority, name, IPv4Address("127.0.0.1"), datetime.now(UTC))
    (folder / "ca.crt").write_text(authority.certificate)
    (folder / "server.pem").write_text(pair.certificate + pair.key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    found = Receiver(f"https://localhost:{server.server_port}/hook?from=wco", folder / "ca.crt")
    server.RequestHandlerClass = _handler(found)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    # Without the handshake in accept(): one client that says nothing would stop it.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield found
    finally:
        found.freed.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(found: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.got.append(Got(self.path, headers, body))
            if found.holds and found.holds in self.path:
                found.freed.wait(30)
                return
            self.send_response(found.status)
            if found.location:
                self.send_header("Location", found.location)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    return Handler
