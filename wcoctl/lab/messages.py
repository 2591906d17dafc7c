"""SIP messages as SIPp logs them, read while the call goes on."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["Message", "MessageLog"]

_HEAD = re.compile(
    rb"-{40,} (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)\n"
    rb"\S+ message (?P<way>sent|received) [(\[](?P<size>\d+)(?: bytes\)|\] bytes) ?:\n\n"
)


@dataclass(frozen=True)
class Message:
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


@dataclass
class MessageLog:
    """Reads a growing message file of SIPp."""

    path: Path
    messages: list[Message] = field(default_factory=list)
    _read: int = 0

    def read(self) -> list[Message]:
        """Return the messages that came since the last time."""
        if not self.path.exists():
            return []
        with self.path.open("rb") as file:
            file.seek(self._read)
            data = file.read()
        new, used = _split(data)
        self._read += used
        self.messages += new
        return new


def _split(data: bytes) -> tuple[list[Message], int]:
    """Return the whole messages in the data and how many bytes they took.

    A message is skipped by its length, so that nothing inside it can pass for a head.
    """
    found: list[Message] = []
    position = 0
    while (head := _HEAD.search(data, position)) and head.end() + int(head["size"]) <= len(data):
        position = head.end() + int(head["size"])
        time = datetime.strptime(head["time"].decode(), "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
        text = data[head.end() : position].decode("utf-8", "replace")
        found.append(Message(time.timestamp(), head["way"] == b"sent", text))
    return found, position
