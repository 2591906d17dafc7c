"""The e-mail of a message, in the language of its block.

Names are the company's own texts and may hold anything. They go through ``_line`` and through Python's header
objects, which encode them: a name can neither add a header nor a recipient.
"""

import re
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

from wco_host.clock import moment_of
from wco_voicemail.plan import Mailbox
from wco_voicemail.spool import Message

__all__ = ["ADDRESS", "compose"]

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""What can be an address without any quoting."""

WORDS = {
    "pl": {
        "subject": "Wiadomość głosowa od {caller} dla: {owner} ({length})",
        "text": "Nowa wiadomość głosowa\n\nDla: {owner}\nOd: {caller}\nWybrany numer: {dialled}\nKiedy: {when}\n"
        "Długość: {length}\n\nNagranie jest w załączniku.\n",
        "withheld": "numer zastrzeżony",
        "moment": "%d.%m.%Y, %H:%M",
        "file": "wiadomosc",
    },
    "en": {
        "subject": "Voice message from {caller} for {owner} ({length})",
        "text": "New voice message\n\nFor: {owner}\nFrom: {caller}\nDialled number: {dialled}\nWhen: {when}\n"
        "Length: {length}\n\nThe recording is attached.\n",
        "withheld": "withheld number",
        "moment": "%Y-%m-%d, %H:%M",
        "file": "message",
    },
}


def compose(message: Message, mailbox: Mailbox, sender: str, mp3: bytes, seconds: float) -> EmailMessage:
    """Return the e-mail; the same message gives the same Message-ID, so that a second copy is known as one."""
    words = WORDS[mailbox.language]
    when = moment_of(message.began).astimezone(ZoneInfo(mailbox.timezone))
    facts = {
        "owner": _line(mailbox.owner),
        "caller": message.caller or words["withheld"],
        "dialled": message.dialled,
        "when": when.strftime(words["moment"]),
        "length": "{}:{:02}".format(*divmod(round(seconds), 60)),
    }
    letter = EmailMessage(SMTP.clone(cte_type="7bit"))
    letter["Message-ID"] = f"<{message.message}@{sender.partition('@')[2]}>"
    letter["Date"] = when
    letter["From"] = Address(_line(mailbox.company), addr_spec=sender)
    letter["To"] = [Address(addr_spec=address) for address in mailbox.addresses if ADDRESS.fullmatch(address)]
    letter["Subject"] = words["subject"].format(**facts)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(words["text"].format(**facts))
    name = f"{words['file']}-{when:%Y-%m-%d-%H%M}.mp3"
    letter.add_attachment(mp3, maintype="audio", subtype="mpeg", filename=name)
    return letter


def _line(text: str) -> str:
    """Return the text without what breaks a line or hides or turns what stands beside it."""
    plain = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)
    return " ".join(plain.split())
