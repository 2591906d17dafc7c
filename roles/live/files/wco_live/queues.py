"""Queues whose members have changed: app_queue is made to look at them again, since callers may wait in them.

By itself it looks when a caller comes, after each try, and every second while nobody is free. A second caller who waits
behind one for whom a phone rings would not get the member who logs in just then. A queue that it is asked for it keeps
in memory, with all members: hence no other than those in which somebody waits.
"""

import re
import socket
from pathlib import Path

from wco_host import clock
from wco_host.sqlite_file import open_file

__all__ = ["Queues"]

QUEUE = re.compile(r"[a-z_][a-z0-9_]{0,39}/[a-z][a-z0-9_]{0,39}")
REPLY_SECONDS = 5.0
SWITCHED = """
SELECT tenant, name, value, until, changed FROM switch WHERE kind = 'member'
"""
ENDED = """
SELECT tenant || '/' || block FROM member_state WHERE blocked_until > :last AND blocked_until <= :now
"""
OF_USER = "SELECT queue_name FROM queue_member WHERE tenant = ? AND user = ?"
OF_TENANT = "SELECT DISTINCT queue_name FROM queue_member WHERE tenant = ?"

Switch = tuple[str, str, str, int, int]


class Queues:
    """The live state as it was at the last look, and Asterisk's console."""

    def __init__(self, live: Path, console: Path) -> None:
        self._live = open_file(live)
        self._console = console
        self._version = self._live.execute("PRAGMA data_version").fetchone()
        self._last = clock.now()
        self._switches = self._read_switches()
        self._plans = self._read_plans()

    def run(self) -> None:
        """Have app_queue look at the queues that have changed since the last run, if callers wait in them."""
        changed = self.changed()
        for queue in sorted(changed & self._waited_in() if changed else ()):
            self._ask(f"queue show {queue}")

    def changed(self) -> set[str]:
        """Return the queues of which a member has come or gone since the last look."""
        last, self._last = self._last, clock.now()
        ended = {queue for (queue,) in self._live.execute(ENDED, {"last": last, "now": self._last})}
        over = {switch for switch in self._switches if last < switch[3] <= self._last}
        version = self._live.execute("PRAGMA data_version").fetchone()
        plans = set[tuple[str, str]]()
        if version != self._version:
            self._version = version
            before, self._switches = self._switches, self._read_switches()
            over |= before ^ self._switches
            known, self._plans = self._plans, self._read_plans()
            plans = known ^ self._plans if known else plans
        by_plan = {queue for tenant, _ in plans for (queue,) in self._live.execute(OF_TENANT, (tenant,))}
        return ended | by_plan | {queue for switch in over for queue in self._of_switch(switch)}

    def close(self) -> None:
        """Close the live state."""
        self._live.close()

    def _read_switches(self) -> set[Switch]:
        return set(self._live.execute(SWITCHED))

    def _read_plans(self) -> set[tuple[str, str]]:
        return set(self._live.execute("SELECT tenant, digest FROM mirrored"))

    def _of_switch(self, switch: Switch) -> list[str]:
        tenant, name, *_ = switch
        block, _, user = name.partition("/")
        if block != "*":
            return [f"{tenant}/{block}"]
        return [queue for (queue,) in self._live.execute(OF_USER, (tenant, user))]

    def _waited_in(self) -> set[str]:
        """Return the queues with callers."""
        channels = [line.split("!") for line in self._ask("core show channels concise").splitlines()]
        data = [fields[6] for fields in channels if len(fields) > 6 and fields[5] == "Queue"]
        return {queue for queue in (one.partition(",")[0] for one in data) if QUEUE.fullmatch(queue)}

    def _ask(self, command: str) -> str:
        """Return what Asterisk's console says to a command; to tell a queue's members it reads them."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(REPLY_SECONDS)
            connection.connect(str(self._console))
            connection.recv(512)
            connection.sendall(f"cli quit after {command}\0".encode())
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode(errors="replace")
