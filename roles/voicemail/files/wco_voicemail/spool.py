"""The spool: messages that Asterisk has recorded on this node and the relay has not taken yet.

Asterisk notes a message before it records, and its end afterwards. A message that never ends is one whose
Asterisk was killed: what was said until then is kept (schemas/voicemail_spool.sql).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from wco_host import clock
from wco_host.sqlite_file import open_file

__all__ = ["Message", "Spool"]

SURELY_OVER = 900_000
"""Milliseconds after which no recording can be running any more: blocks allow ten minutes at most."""
KEPT = 30 * 86_400_000
"""Milliseconds for which a message that nobody got is kept."""


@dataclass(frozen=True)
class Message:
    """One message; times are milliseconds since 1970."""

    message: str
    """UUID."""
    tenant: str
    block: str
    caller: str
    """Empty for a caller who withholds the number."""
    dialled: str
    began: int
    said: int
    """0: only silence was recorded."""


COLUMNS = ", ".join(field.name for field in fields(Message))


class Spool:
    """An open spool. It has to exist: Asterisk's side creates it."""

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self._database = open_file(path)

    def waiting(self) -> list[Message]:
        """Return the messages to be sent, the oldest first."""
        query = (
            f"SELECT {COLUMNS} FROM voicemail WHERE refused = '' AND (ended > 0 OR began < ?) ORDER BY began"  # noqa: S608
        )
        over = clock.now() - SURELY_OVER
        return [Message(*row) for row in self._database.execute(query, (over,))]

    def audio(self, message: Message) -> Path:
        """Return where the audio of a message is."""
        return self._folder / f"{message.message}.wav"

    def replies(self, message: Message) -> dict[str, str]:
        """Return what is settled: by address why it was refused, empty where it was accepted."""
        query = "SELECT address, refused FROM reply WHERE message = ?"
        return dict(self._database.execute(query, (message.message,)).fetchall())

    def note(self, message: Message, replies: Mapping[str, str]) -> None:
        """Note what the relay said for good."""
        rows = [(message.message, address, refused) for address, refused in replies.items()]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO reply VALUES (?, ?, ?)", rows)

    def note_disk(self, full: bool) -> None:
        """Tell Asterisk whether there is room for messages."""
        with self._database:
            self._database.execute("INSERT OR REPLACE INTO disk VALUES (1, ?)", (int(full),))

    def forgotten(self) -> list[Message]:
        """Return the messages that were set aside too long ago for anybody to ask for them."""
        query = f"SELECT {COLUMNS} FROM voicemail WHERE refused <> '' AND began < ?"  # noqa: S608
        oldest = clock.now() - KEPT
        return [Message(*row) for row in self._database.execute(query, (oldest,))]

    def forget(self, message: Message) -> None:
        """Delete the message: the audio first, since without its row nothing would ever delete it."""
        self.audio(message).unlink(missing_ok=True)
        with self._database:
            self._forget_replies(message)
            self._database.execute("DELETE FROM voicemail WHERE message = ?", (message.message,))

    def set_aside(self, message: Message, reason: str) -> None:
        """Keep the message, and send it no more."""
        with self._database:
            self._forget_replies(message)
            query = "UPDATE voicemail SET refused = ? WHERE message = ?"
            self._database.execute(query, (reason, message.message))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _forget_replies(self, message: Message) -> None:
        self._database.execute("DELETE FROM reply WHERE message = ?", (message.message,))
