"""SIP messages as SIPp logs them, read while the call goes on."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wcoctl.lab.play.sip_message import SipMessage

__all__ = ["MessageLog"]

_HEAD = re.compile(
    rb"-{40,} (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)\n"
    rb"\S+ message (?P<way>sent|received) [(\[](?P<size>\d+)(?: bytes\)|\] bytes) ?:\n\n"
)


@dataclass
class MessageLog:
    """Reads a growing message file of SIPp."""

    path: Path
    messages: list[SipMessage] = field(default_factory=list)
    _read: int = 0

    def read(self) -> list[SipMessage]:
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


def _split(data: bytes) -> tuple[list[SipMessage], int]:
    """Return the whole messages in the data and how many bytes they took.

    A message is skipped by its length, so that nothing inside it can pass for a head.
    """
    found: list[SipMessage] = []
    position = 0
    while (head := _HEAD.search(data, position)) and head.end() + int(head["size"]) <= len(data):
        position = head.end() + int(head["size"])
        time = datetime.strptime(head["time"].decode(), "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
        text = data[head.end() : position].decode("utf-8", "replace")
        found.append(SipMessage(time.timestamp(), head["way"] == b"sent", text))
    return found, position
