"""A SIP message on the wire: what its first line and its headers say."""

import re
from dataclasses import dataclass

__all__ = ["SipMessage"]


@dataclass(frozen=True)
class SipMessage:
    """One SIP message on the wire."""

    time: float
    sent: bool
    text: str

    @property
    def first_line(self) -> str:
        """The request or status line."""
        return self.text.split("\r\n", 1)[0]

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
        found = re.findall(rf"(?im)^{re.escape(name)}[ \t]*:[ \t]*([^\r\n]*)", self.text)
        return [value.strip() for value in found]

    @property
    def media(self) -> tuple[str, int] | None:
        """Where the sender wants its audio, if the message says so."""
        address = re.search(r"^c=IN IP4 ([\d.]+)", self.text, re.MULTILINE)
        port = re.search(r"^m=audio (\d+) ", self.text, re.MULTILINE)
        return (address[1], int(port[1])) if address and port and int(port[1]) else None
