"""One FastAGI session: a channel of Asterisk's, its variables read and set over TCP.

Of our own, as panoramisk's spins forever when the other side closes before its headers end, keeps whatever it is
sent, and quotes nothing.
"""

import asyncio
import re
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader, StreamWriter
from collections.abc import Coroutine
from typing import TypeVar

__all__ = ["AgiError", "Session", "quoted"]

T = TypeVar("T")
MOST_HEADERS = 200
_REPLY = re.compile(r"200 result=-?\d+(?: \((?P<value>.*)\))?", re.DOTALL)
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")


class AgiError(Exception):
    """The other side has gone, or is not Asterisk."""


class Session:
    """An open session."""

    def __init__(self, reader: StreamReader, writer: StreamWriter, script: str) -> None:
        self._reader = reader
        self._writer = writer
        self.script = script
        """Path of the address that was called."""

    @classmethod
    async def open(cls, reader: StreamReader, writer: StreamWriter) -> "Session":
        """Read what Asterisk says at the beginning."""
        headers: dict[str, str] = {}
        for _ in range(MOST_HEADERS):
            line = await _line(reader)
            if not line:
                return cls(reader, writer, headers.get("agi_network_script", ""))
            name, _, value = line.partition(": ")
            headers[name] = value
        raise AgiError("the headers have no end")

    async def get(self, name: str) -> str:
        """Return a channel variable, empty when it is not set."""
        return await self._command(f"GET VARIABLE {_checked(name)}")

    async def set(self, name: str, value: str) -> None:
        """Set a channel variable."""
        await self._command(f"SET VARIABLE {_checked(name)} {quoted(value)}")

    async def unless_hung_up(self, work: Coroutine[None, None, T]) -> T:
        """Return what comes of the work; drop it and raise AgiError when the caller hangs up meanwhile."""
        working = asyncio.ensure_future(work)
        word = asyncio.ensure_future(_line(self._reader))
        try:
            await asyncio.wait((working, word), return_when=asyncio.FIRST_COMPLETED)
            if word.done():
                raise AgiError(f"{word.result()[:80]!r} while the server was asked")
            return working.result()
        finally:
            working.cancel()
            word.cancel()
            await asyncio.wait((working, word))  # the next reply has one reader

    async def _command(self, command: str) -> str:
        self._writer.write(f"{command}\n".encode())
        await self._writer.drain()
        reply = await _line(self._reader)
        match = _REPLY.fullmatch(reply)
        if match is None:  # also HANGUP, when the caller has gone
            raise AgiError(f"unexpected reply {reply[:80]!r}")
        return match["value"] or ""


def quoted(text: str) -> str:
    """Return the text as one argument of an AGI command; a line end in it would end the command."""
    if "\n" in text or "\r" in text or "\0" in text:
        raise ValueError("line ends cannot be sent")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _checked(name: str) -> str:
    """Refuse what is not a plain variable: Asterisk would call a function."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a variable")
    return name


async def _line(reader: StreamReader) -> str:
    try:
        line = await reader.readuntil(b"\n")
    except IncompleteReadError:
        raise AgiError("closed by the other side") from None
    except LimitOverrunError:
        raise AgiError("a line is too long") from None
    return line[:-1].decode(errors="replace")
