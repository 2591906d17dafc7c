"""The operator's relay, and the letters that it took."""

import json
import shlex
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import TypedDict

from testinfra.host import Host

# From whom a letter came, for whom.
Envelope = TypedDict("Envelope", {"from": str, "to": list[str]})


class Relay:
    """The operator's relay."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def set(self, file: str, text: str) -> None:
        """Tell the relay what to do."""
        self.host.check_output(
            f"cd /var/lib/relay && printf %s {shlex.quote(text)} >{file}.tmp && mv {file}.tmp {file}"
        )

    def clear(self) -> None:
        """Have a relay that takes everything and has nothing."""
        self.host.check_output("cd /var/lib/relay && rm -f answers.json slow plain *.letter")
        self.host.check_output("systemctl restart relay")

    def letters(self, message: str) -> list[tuple[Envelope, EmailMessage]]:
        """Return envelope and e-mail of each copy of a message."""
        pattern = f"grep -laF {shlex.quote(f'<{message}@')} /var/lib/relay/*.letter || true"
        names = self.host.check_output(pattern).split()
        found: list[tuple[Envelope, EmailMessage]] = []
        for name in sorted(names):
            envelope, _, content = self.host.file(name).content.partition(b"\n")
            found.append((json.loads(envelope), message_from_bytes(content, EmailMessage, policy=SMTP)))
        return found
