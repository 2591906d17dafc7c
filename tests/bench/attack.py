"""Floods of 5,000 messages a second of each kind by one trunk.

CPU for each message beside a Kamailio that only answers 404, and calls of the other trunk beside.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.conftest import PORT, attacked_lab, second_trunk
from tests.attacks.legitimate import QUIET, WELCOME, busy_phones, passed, place
from tests.bench.figure import Figure
from tests.standalone import Lab, Standalone
from tests.tools.flood import KINDS

__all__ = ["measure"]

FLOOD = Path(__file__).parents[1] / "tools" / "flood.py"
RATE, SECONDS, CALLS = 5000, 3.0, 10
BARE_PORT = 5062
BARE = """#!KAMAILIO
listen=udp:{address}:{port}
disable_tcp=yes
children=8
debug=-1
log_stderror=no
loadmodule "sl.so"
request_route {{
    sl_send_reply("404", "Not Found");
    exit;
}}
"""
_LAST = "one number"
"""Fills the attacked company's channels for a while."""


def measure() -> Iterator[Figure]:
    """Yield two figures for each kind of flood."""
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        with (
            attacked_lab(standalone) as lab,
            second_trunk(lab) as source,
            busy_phones(lab),
            _bare(lab) as bare,
        ):
            for kind in sorted(KINDS, key=lambda kind: kind == _LAST):
                reference = _flood(lab, source, kind, bare)
                flood = _flood(
                    lab, source, kind, _Server(PORT, "/etc/kamailio/live/kamailio.cfg"), calls=CALLS
                )
                detail = (
                    f"CPU for each message of a flood in the edge / in a bare Kamailio, {kind}"
                    f" (of {flood.sent} the kernel let {flood.taken} through, {flood.cpu_taken:.0f} us each)"
                )
                yield Figure("attack", flood.cpu, reference.cpu, 5.0, "us", detail)
                lost = round(CALLS * (1 - flood.goodput))
                detail = (
                    f"calls of the other trunk that did not pass, of {CALLS}, {kind} at {flood.rate:.0f}/s"
                )
                yield Figure("attack_calls", lost, 1, 0, "calls", detail)
        Lab(standalone.copy({}, instead=False)).apply()


@dataclass(frozen=True)
class _Server:
    """A Kamailio on the edge."""

    port: int
    file: str


@dataclass(frozen=True)
class _Flooded:
    """How a flood went."""

    sent: int
    taken: int
    """What the kernel let through."""
    rate: float
    cpu: float
    """Microseconds for each message that was sent."""
    goodput: float
    """Share of the calls beside that passed."""

    @property
    def cpu_taken(self) -> float:
        """Microseconds for each message that came through."""
        return self.cpu * self.sent / max(self.taken, 1)


def _flood(lab: Lab, source: str, kind: str, server: _Server, calls: int = 0) -> _Flooded:
    time.sleep(1.5)
    spent, lost = _spent(lab, server), _lost(lab, server)
    command = [
        sys.executable,
        str(FLOOD),
        source,
        lab.edge,
        kind,
        str(RATE),
        str(SECONDS),
        WELCOME,
        str(server.port),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as flood:
        numbers = [QUIET if kind == _LAST or n % 2 else WELCOME for n in range(calls)]
        placed = asyncio.run(place(lab, numbers, SECONDS / calls)) if calls else []
        told = json.loads(flood.communicate()[0])
    taken = told["sent"] - (_lost(lab, server) - lost)
    cpu = (_spent(lab, server) - spent) / told["sent"]
    return _Flooded(told["sent"], taken, told["sent"] / told["seconds"], cpu, passed(placed) if placed else 1)


def _run(lab: Lab, script: str) -> str:
    return lab.inside.run(lab.inside.edges[0], "sh", "-c", script).decode()


def _spent(lab: Lab, server: _Server) -> float:
    """Return the microseconds of CPU that all processes of this Kamailio have used."""
    stats = _run(
        lab, f"cat $(pgrep -f '^[^ ]*kamailio .*{server.file}' | sed 's,.*,/proc/&/stat,')"
    ).splitlines()
    ticks = sum(int(word) for stat in stats for word in stat.rpartition(")")[2].split()[11:13])
    return ticks * 1e6 / os.sysconf("SC_CLK_TCK")


def _lost(lab: Lab, server: _Server) -> int:
    """Return how many messages the kernel has kept from it: too fast for one address, or no room left."""
    sockets = [line.split() for line in _run(lab, "cat /proc/net/udp").splitlines()[1:]]
    full = sum(int(words[-1]) for words in sockets if words[1].endswith(f":{server.port:04X}"))
    limited = re.findall(
        rf"dport {server.port}.* packets (\d+) bytes", _run(lab, "nft list table inet wco_edge")
    )
    return full + sum(map(int, limited))


@contextmanager
def _bare(lab: Lab) -> Iterator[_Server]:
    """Run a Kamailio beside the edge's, which the firewall lets everybody reach meanwhile."""
    server = _Server(BARE_PORT, "/run/wco-bare.cfg")
    text = BARE.format(address=lab.edge, port=BARE_PORT)
    _run(
        lab,
        f"cat >{server.file} <<'end'\n{text}end\nkamailio -f {server.file} -P /run/wco-bare.pid -m 64 -M 8",
    )
    _run(lab, f"nft insert rule inet wco input udp dport {BARE_PORT} accept")
    try:
        yield server
    finally:
        _run(lab, f"kill $(cat /run/wco-bare.pid); rm {server.file}; nft -f /etc/nftables.conf")
