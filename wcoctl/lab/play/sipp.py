"""SIPp processes: started with a scenario, watched by their message log, never left behind."""

import itertools
import shutil
import socket
import subprocess
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from wcoctl.errors import UserError
from wcoctl.lab.play.message_log import MessageLog

__all__ = ["LIMIT_SECONDS", "Sipp", "free_port", "require_sipp"]

LIMIT_SECONDS = 240
_BLOCK = 8
_BLOCKS = itertools.cycle(range(7000, 32000, _BLOCK))
"""RTP ports: SIPp opens some, which we do not use; left to itself it looks for them near 6000, where fifty find some."""


def require_sipp() -> None:
    """Refuse with the command that helps when SIPp is missing."""
    if shutil.which("sipp") is None:
        raise UserError("sipp is not installed: it plays the operator's network (apt-get install sip-tester)")


def free_port(address: str) -> int:
    """Return a UDP port that nobody uses at this address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def _free_block(address: str) -> int:
    """Return the first of some ports in a row that nobody uses at this address."""
    while True:
        first = next(_BLOCKS)
        with ExitStack() as stack, suppress(OSError):
            for port in range(first, first + _BLOCK):
                probe = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                probe.bind((address, port))
            return first


@dataclass
class Sipp:
    """One running SIPp."""

    process: subprocess.Popen[bytes]
    log: MessageLog
    errors: Path

    @classmethod
    def start(cls, folder: Path, name: str, scenario: str, address: str, port: int, *options: str) -> "Sipp":
        """Run a scenario from the local address and port."""
        file, log, errors = (folder / f"{name}{suffix}" for suffix in (".xml", ".messages", ".errors"))
        file.write_text(scenario, encoding="utf-8")
        command = ["sipp", *options, "-sf", str(file), "-i", address, "-p", str(port), "-nostdin", "-aa"]
        command += ["-trace_msg", "-message_file", str(log), "-trace_err", "-error_file", str(errors)]
        command += ["-timeout", f"{LIMIT_SECONDS}s", "-mp", str(_free_block(address))]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin", "TERM": "xterm", "TZ": "UTC"},
        )
        return cls(process, MessageLog(log), errors)

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End it, at the latest by force."""
        if self.running:
            self.process.terminate()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def trouble(self) -> str:
        """Return what it complained about: '' after a good end."""
        if self.process.poll() in (0, None):
            return ""
        text = self.errors.read_text("utf-8", "replace").strip() if self.errors.exists() else ""
        return text[:400] or f"sipp ended with code {self.process.returncode}"
