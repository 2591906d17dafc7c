"""A one-time password on its way to its person: by the operator's SMS gateway or mail relay.

Errors name neither the password nor the number or address: they are printed and kept.
"""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http.client import HTTPException, HTTPMessage
from typing import IO, Literal, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from wcoctl.model.base import Language
from wcoctl.model.site import Mail
from wcoctl.model.sms import Sms, filled

__all__ = ["Invitation", "NotSentError", "Way", "send_letter", "send_sms"]

Way = Literal["sms", "email"]

_TRIES = 3
_SECONDS = 20
_LARGEST = 100_000
"""Bytes of an answer; nobody reads more of it."""

_SMS: Mapping[Language, str] = {
    "pl": "Centralka: {portal} firma: {company} login: {login} haslo jednorazowe: {password} (wazne 7 dni)",
    "en": "Switchboard: {portal} company: {company} login: {login} one-time password: {password} (valid for 7 days)",
}
"""In the characters of one short message."""
_SUBJECT: Mapping[Language, str] = {
    "pl": "Dostęp do portalu centralki",
    "en": "Your access to the switchboard's portal",
}
_LETTER: Mapping[Language, str] = {
    "pl": """\
Dzień dobry,

pod tym adresem można konfigurować centralkę telefoniczną firmy:

  {portal}

  firma:              {company}
  login:              {login}
  hasło jednorazowe:  {password}

Hasło jest ważne 7 dni. Przy pierwszym logowaniu portal poprosi o nowe.
Jeśli tej wiadomości nikt się nie spodziewał, prosimy o kontakt z operatorem.
""",
    "en": """\
Hello,

this is where your company's telephone switchboard is set up:

  {portal}

  company:            {company}
  login:              {login}
  one-time password:  {password}

The password is valid for 7 days. At the first log-in the portal asks for a new one.
If you did not expect this message, please contact your operator.
""",
}


class Invitation(NamedTuple):
    """What a person needs for the first log-in."""

    portal: str
    company: str
    login: str
    password: str
    language: Language

    def text(self, texts: Mapping[Language, str]) -> str:
        """Return one of the texts with it."""
        return str(filled(texts[self.language], self._asdict()))


class NotSentError(Exception):
    """A message was not taken; says why."""


class _LaterError(NotSentError):
    """Perhaps it is taken when it is tried again."""


class _NoRedirect(HTTPRedirectHandler):
    """A gateway that sends us elsewhere gets an error: the password is for nobody else."""

    def redirect_request(
        self, _req: Request, _fp: IO[bytes], _code: int, _msg: str, _headers: HTTPMessage, _newurl: str
    ) -> None:
        """Follow none."""


def send_sms(sms: Sms, secret: str, number: str, invitation: Invitation, *, pause: float = 1) -> None:
    """Have the gateway send it, in three tries. NotSentError when it does not take it."""
    values = {
        "number": number,
        "digits": number.removeprefix("+"),
        "text": invitation.text(_SMS),
        "secret": secret,
    }
    for attempt in _tries(pause):
        with attempt:
            _ask(sms, values)


def send_letter(mail: Mail, password: str, address: str, invitation: Invitation, *, pause: float = 1) -> None:
    """Have the relay send it, in three tries. NotSentError when it does not take it."""
    letter = EmailMessage()
    letter["From"], letter["To"] = mail.sender, address
    letter["Subject"] = invitation.text(_SUBJECT)
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=mail.sender.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(invitation.text(_LETTER))
    for attempt in _tries(pause):
        with attempt:
            _hand_over(mail, password, letter)


def _tries(pause: float) -> Retrying:
    return Retrying(
        retry=retry_if_exception_type(_LaterError),
        stop=stop_after_attempt(_TRIES),
        wait=wait_exponential(pause, max=10 * pause),
        reraise=True,
    )


def _ask(sms: Sms, values: Mapping[str, str]) -> None:
    content = sms.content(values)
    headers = {"Content-Type": f"application/{'json' if sms.format == 'json' else 'x-www-form-urlencoded'}"}
    headers |= filled(sms.headers, values)
    if sms.method == "GET":
        request = Request(f"{sms.url}{'&' if '?' in sms.url else '?'}{content}", headers=headers)  # noqa: S310 - the model knows it
    else:
        request = Request(sms.url, content.encode(), headers, method=sms.method)  # noqa: S310 - as above
    gateway = f"the SMS gateway {urlsplit(sms.url).hostname}"
    try:
        with build_opener(_NoRedirect()).open(request, timeout=sms.timeout_seconds) as answer:
            said = answer.read(_LARGEST).decode(errors="replace")
    except HTTPError as error:
        error.close()
        later = error.code == 429 or error.code >= 500
        raise (_LaterError if later else NotSentError)(f"{gateway} answered {error.code}") from None
    except (OSError, HTTPException) as error:
        raise _LaterError(f"{gateway} cannot be reached: {_kind(error)}") from None
    except ValueError:  # it quotes the header
        raise NotSentError(
            "the request cannot be written: `sms_secret` or a header has unusual characters"
        ) from None
    if sms.answer is not None and sms.answer not in said:
        raise NotSentError(f"the answer of {gateway} does not say that it has taken the message")


def _hand_over(mail: Mail, password: str, letter: EmailMessage) -> None:
    relay = f"the mail relay {mail.relay}"
    try:
        with _connected(mail, password) as smtp:
            smtp.send_message(letter)
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        codes = (
            [error.smtp_code]
            if isinstance(error, smtplib.SMTPResponseException)
            else [code for code, _ in error.recipients.values()]
        )
        later = max(codes) < 500
        raise (_LaterError if later else NotSentError)(f"{relay} answered {max(codes)}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise _LaterError(f"{relay} cannot be used: {_kind(error)}") from None


def _connected(mail: Mail, password: str) -> smtplib.SMTP:
    context = ssl.create_default_context(cadata=mail.authorities or None)
    if mail.tls == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(mail.relay, mail.port, timeout=_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(mail.relay, mail.port, timeout=_SECONDS)
    try:
        if mail.tls == "starttls":
            smtp.starttls(context=context)
        if mail.user:
            smtp.login(mail.user, password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _kind(error: Exception) -> str:
    """Say what kind of error it is, without its text, which may quote what was sent."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    reason = getattr(error, "reason", None)
    return _kind(reason) if isinstance(reason, Exception) else type(error).__name__
