"""A company's HTTPS server that calls ask; a request's path says how it behaves. Standard library only: it runs in containers.

``python3 company.py ADDRESS PORT CERTIFICATE KEY SIGNING_KEY``; behind PORT + 1 nobody answers.
"""

import gzip
import hashlib
import hmac
import json
import socket
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

__all__ = ["Company"]

MANY = 10 * 1024 * 1024
BOMB = gzip.compress(b'{"value": "known"}' + b" " * MANY * 10, compresslevel=1)
HOSTILE = "', 1) || ${SHELL(id)} \" OR 1=1 -- ,("


class Company(ThreadingHTTPServer):
    """A context manager: the server runs inside it."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, address: str, port: int, certificate: Path, key: Path, signing_key: bytes) -> None:
        super().__init__((address, port), _Request)
        self.signing_key = signing_key
        self.tries: Counter[tuple[str, str]] = Counter()
        """Requests by call and path."""
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate, key)

    def __enter__(self) -> "Company":
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.shutdown()
        self.server_close()

    def get_request(self) -> tuple[Any, Any]:
        """Take a connection; its thread shakes hands."""
        connection, address = super().get_request()
        return self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of callers who closed."""


class _Request(BaseHTTPRequestHandler):
    """``/<behaviour>/<argument>...``: each behaviour is a method of that name."""

    protocol_version = "HTTP/1.1"
    server: Company
    asked: ClassVar[dict[str, Any]] = {}

    def do_POST(self) -> None:
        url = urlsplit(self.path)
        name, *arguments = url.path.strip("/").split("/")
        self.body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.call = self.headers.get("x-correlation-id", "")
        self.server.tries[self.call, self.path] += 1
        self.query = dict(parse_qsl(url.query))
        behaviour: Callable[..., None] = getattr(self, f"_{name}")
        behaviour(*arguments)
        self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""

    def _answer(
        self, body: bytes, content_type: str = "application/json", status: int = 200, **more: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for header, value in more.items():
            self.send_header(header.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _value(self, value: str) -> None:
        """Answer with the value, and the query as variables."""
        self._answer(json.dumps({"value": value, "variables": self.query}).encode())

    def _slow(self, seconds: str, value: str) -> None:
        time.sleep(float(seconds))
        self._value(value)

    def _never(self) -> None:
        time.sleep(60)

    def _drip(self) -> None:
        """Begin at once, never end."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        while True:
            self.wfile.write(b" ")
            time.sleep(0.1)

    def _signed(self) -> None:
        """Answer with what the signature is worth."""
        signed = dict(part.split("=") for part in self.headers["x-wco-signature"].split(","))
        text = f"{signed['t']}.".encode() + self.body
        good = hmac.compare_digest(
            hmac.new(self.server.signing_key, text, hashlib.sha256).hexdigest(), signed["v1"]
        )
        fresh = abs(time.time() - int(signed["t"])) < 5
        self._value("genuine" if good and fresh else "forged")

    def _echo(self) -> None:
        """Answer with the request's body as variables, and its headers as one of them."""
        said = json.loads(self.body) | {"headers": " ".join(f"{k}={v}" for k, v in self.headers.items())}
        self._answer(json.dumps({"variables": said}).encode())

    def _raw(self) -> None:
        """Answer with the text of the query's `body`."""
        self._answer(self.query["body"].encode(), self.query.get("type", "application/json"))

    def _huge(self) -> None:
        self._answer(json.dumps({"value": "known", "more": "x" * MANY}).encode())

    def _nested(self) -> None:
        self._answer(b"[" * 60000)

    def _html(self) -> None:
        self._answer(b"<!DOCTYPE html><title>Welcome</title>", "text/html; charset=utf-8")

    def _empty(self) -> None:
        self._answer(b"")

    def _bomb(self) -> None:
        self._answer(BOMB, Content_Encoding="gzip")

    def _redirect(self) -> None:
        self._answer(b"", status=int(self.query.get("status", "302")), Location=self.query["to"])

    def _status(self, status: str) -> None:
        self._answer(b'{"value": "known"}', status=int(status))

    def _flaky(self, value: str) -> None:
        """Fail at the call's first try."""
        if self.server.tries[self.call, self.path] == 1:
            self._status("503")
        else:
            self._value(value)

    def _hostile(self) -> None:
        """Answer with a variable that would harm wherever it was evaluated."""
        self._answer(json.dumps({"variables": {"tier": HOSTILE}}).encode())

    def _digits(self) -> None:
        """Answer with the keys that the caller pressed."""
        self._value(json.loads(self.body)["digits"])

    def _tries(self) -> None:
        """Answer with how often this call has asked for the query's path."""
        self._value(str(self.server.tries[self.call, self.query["of"]]))

    def _close(self) -> None:
        """Answer nothing."""

    def _headers(self) -> None:
        """Send headers without an end."""
        self.send_response(200)
        while True:
            self.send_header("X-More", "x" * 1000)
            self.flush_headers()


def main(address: str, port: str, certificate: str, key: str, signing_key: str) -> None:
    """Serve for ever."""
    silent = socket.create_server((address, int(port) + 1))
    with silent, Company(address, int(port), Path(certificate), Path(key), bytes.fromhex(signing_key)):
        threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
