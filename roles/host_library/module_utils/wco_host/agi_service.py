"""A FastAGI service under systemd, which holds the socket: calls wait there while the service starts again."""

import asyncio
import contextlib
import signal
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable

from systemd import daemon

__all__ = ["serve_until_stopped"]

HEARTBEAT = 5.0
"""Seconds between two signs of life for systemd's watchdog."""


async def serve_until_stopped(serve: Callable[[StreamReader, StreamWriter], Awaitable[None]]) -> None:
    """Take sessions at the socket until systemd stops the service; sessions that go on are the caller's."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    (listening,) = daemon.listen_fds()
    server = await asyncio.start_server(serve, sock=socket.socket(fileno=listening))
    daemon.notify("READY=1")
    while not stop.is_set():
        daemon.notify("WATCHDOG=1")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), HEARTBEAT)
    server.close()
