"""A SIP message as text: what its first line, its headers and its body say.

Without dependencies: Molecule copies this file into containers.
"""

import re
from dataclasses import dataclass

__all__ = ["SipMessage"]


@dataclass(frozen=True)
class SipMessage:
    """One SIP message on the wire."""

    text: str
    time: float = 0.0
    """Seconds since the epoch, where a log tells it."""
    sent: bool = False
    """It is one of ours, where a log tells that."""

    @property
    def first_line(self) -> str:
        """The request or status line."""
        return self.text.split("\r\n", 1)[0]

    @property
    def body(self) -> str:
        """What comes after the headers."""
        return self.text.partition("\r\n\r\n")[2]

    @property
    def status(self) -> int:
        """The code of an answer, 0 for a request."""
        match = re.match(r"SIP/2\.0 (\d{3})", self.first_line)
        return int(match[1]) if match else 0

    @property
    def method(self) -> str:
        """The method of a request, or of the request that is answered."""
        return self.header("CSeq").split()[-1] if self.header("CSeq") else ""

    def header(self, name: str) -> str:
        """Return the first header of this name, '' if there is none."""
        return next(iter(self.headers(name)), "")

    def headers(self, name: str) -> list[str]:
        """Return all headers of this name, the first one first."""
        return [line.partition(":")[2].strip() for line in self.lines(name)]

    def lines(self, *names: str) -> list[str]:
        """Return the headers of these names as they stand in the message, names and all."""
        wanted = {name.lower() for name in names}
        head = self.text.partition("\r\n\r\n")[0].split("\r\n")[1:]
        return [line for line in head if line.partition(":")[0].strip().lower() in wanted]

    @property
    def media(self) -> tuple[str, int] | None:
        """Where the sender wants its audio, if the message says so."""
        address = re.search(r"^c=IN IP4 ([\d.]+)", self.text, re.MULTILINE)
        port = re.search(r"^m=audio (\d+) ", self.text, re.MULTILINE)
        return (address[1], int(port[1])) if address and port and int(port[1]) else None
