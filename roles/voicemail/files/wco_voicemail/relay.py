"""The operator's relay: sends a letter, and tells what it refuses from what it only cannot do now."""

import contextlib
import platform
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

__all__ = ["TROUBLE", "Relay", "Reply", "Way"]

TIMEOUT = 60
"""Seconds without an answer. A relay that needs longer for its last one gets the message again."""
TOO_BIG = 552
TROUBLE = (smtplib.SMTPException, OSError)
"""The relay is not to be had, or not for us: no message's fault."""


@dataclass(frozen=True)
class Reply:
    """What the relay said of one recipient."""

    code: int
    status: str
    """Code and enhanced status, such as ``550 5.1.1``; not the text, which names people."""

    @property
    def accepted(self) -> bool:
        """Whether the message is the relay's now."""
        return self.code < 400

    @property
    def for_good(self) -> bool:
        """Whether asking again would change nothing."""
        return not 400 <= self.code < 500


@dataclass(frozen=True, repr=False)
class Relay:
    """Where the relay is, and how to log in."""

    host: str
    port: int
    tls: str
    """starttls, tls or none; without the first two a relay gets no message where they are wanted."""
    sender: str
    user: str
    password: str
    authorities: str | None
    """File of the certificate authorities to believe; None for the system's."""

    @contextlib.contextmanager
    def open(self) -> Iterator["Way"]:
        """Log in. What the relay says to the farewell counts no more."""
        smtp = self._connect()
        try:
            yield Way(smtp, self.sender)
            with contextlib.suppress(*TROUBLE):
                smtp.quit()
        finally:
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        me = platform.node()
        if self.tls == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, me, timeout=TIMEOUT, context=self._context()
            )
        else:
            smtp = smtplib.SMTP(self.host, self.port, me, timeout=TIMEOUT)
        try:
            if self.tls == "starttls":
                smtp.starttls(context=self._context())
            if self.user:
                smtp.login(self.user, self.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.authorities)


class Way:
    """An open way to the relay."""

    def __init__(self, smtp: smtplib.SMTP, sender: str) -> None:
        self._smtp = smtp
        self._sender = sender

    def send(self, letter: EmailMessage, addresses: Sequence[str]) -> dict[str, Reply]:
        """Send a letter to these addresses; return the reply for each."""
        refused: Mapping[str, tuple[int, bytes | str]] = {}
        try:
            refused = self._smtp.send_message(letter, self._sender, addresses)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPDataError as error:
            refused = {address: (error.smtp_code, error.smtp_error) for address in addresses}
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code != TOO_BIG:
                raise
            refused = {address: (error.smtp_code, error.smtp_error) for address in addresses}
        return {address: _reply(*refused.get(address, (250, ""))) for address in addresses}


def _reply(code: int, text: bytes | str) -> Reply:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    status = re.match(r"[245]\.\d{1,3}\.\d{1,3}", said)
    return Reply(code, f"{code} {status[0]}" if status else str(code))
