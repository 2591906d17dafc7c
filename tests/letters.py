"""The operator's mail relay, played by an SMTP server on the lab's network."""

import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from aiosmtpd import smtp
from aiosmtpd.controller import Controller

from wcoctl.model.load import load_site
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["Letters", "mail_relay"]

_WAIT = 30.0


class Letters:
    """Takes every letter; a context manager."""

    def __init__(self, address: str, port: int) -> None:
        self._taken: list[tuple[list[str], EmailMessage]] = []
        self._controller = Controller(self, hostname=address, port=port)

    def __enter__(self) -> "Letters":
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: smtp.SMTP, _session: smtp.Session, envelope: smtp.Envelope) -> str:  # noqa: N802
        """Keep a letter; the name is aiosmtpd's."""
        assert isinstance(envelope.content, bytes)
        self._taken.append(
            (envelope.rcpt_tos, message_from_bytes(envelope.content, EmailMessage, policy=SMTP))
        )
        return "250 2.0.0 OK"

    def about(self, text: str, *, since: float) -> list[tuple[list[str], EmailMessage]]:
        """Return the recipients and contents of the letters since a time whose subject holds a text."""
        return [
            (recipients, letter)
            for recipients, letter in self._taken
            if text in letter["Subject"] and letter["Date"].datetime.timestamp() >= since
        ]

    def wait_for(self, text: str, *, since: float) -> tuple[list[str], EmailMessage]:
        """Return the letter with this text in its subject; there has to be one soon, and one only."""
        deadline = time.monotonic() + _WAIT
        while not (found := self.about(text, since=since)) and time.monotonic() < deadline:
            time.sleep(0.2)
        (letter,) = found
        return letter


def mail_relay(site: SiteDirectory) -> Letters:
    """Return the mail relay of a site; a context manager."""
    mail = load_site(site.root).mail
    assert mail, "the site has no mail relay"
    return Letters(mail.relay, mail.port)
