#!/usr/bin/python3
"""A relay that does what the files in its directory say, and keeps each letter that it took.

``plain``: offers no encryption. ``answers.json``: by recipient, or for ``data``, what it says instead of 250.
``slow``: waits so many seconds between keeping a letter and saying that it did.
"""

import asyncio
import json
import ssl
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

ANSWERS, PLAIN, SLOW = Path("answers.json"), Path("plain"), Path("slow")
LOGIN = LoginPassword(b"media", b"p4ss'w0rd\\ $x")


def answer(asked: str) -> str:
    """Return what to say about a recipient, or about the data."""
    answers: dict[str, str] = json.loads(ANSWERS.read_text()) if ANSWERS.exists() else {}
    return answers.get(asked, "250 2.0.0 OK")


class Relay:
    """What aiosmtpd asks."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        said = answer(address)
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter."""
        said = answer("data")
        if said.startswith("250"):
            assert isinstance(envelope.content, bytes)
            text = json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos}).encode()
            name = Path(f"{time.time_ns()}.letter")
            name.with_suffix(".new").write_bytes(text + b"\n" + envelope.content)
            name.with_suffix(".new").rename(name)
            await asyncio.sleep(float(SLOW.read_text()) if SLOW.exists() else 0)
        return said


def connection() -> SMTP:
    """Return what speaks with one client."""
    if PLAIN.exists():
        return SMTP(Relay())
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain("server.crt", "server.key")
    return SMTP(
        Relay(),
        tls_context=tls,
        require_starttls=True,
        auth_required=True,
        authenticator=lambda *asked: AuthResult(success=asked[-1] == LOGIN),
    )


async def main() -> None:
    """Serve."""
    server = await asyncio.get_running_loop().create_server(connection, "0.0.0.0", 587)  # noqa: S104
    await server.serve_forever()


asyncio.run(main())
