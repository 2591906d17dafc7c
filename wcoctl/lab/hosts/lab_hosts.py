"""What the lab asks of the running hosts, and the clock that it turns for a dialled number."""

import io
import re
import shlex
import subprocess
import tarfile
import threading
import wave
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from wcoctl.errors import RunFailed
from wcoctl.lab.audio.rtp import RATE, Samples
from wcoctl.lab.hosts.records import RECORDS, Record
from wcoctl.lab.story.names import SYSTEM_SOUND

__all__ = ["LabHosts"]

_SSH = (
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
    "BatchMode=yes",
    "ConnectTimeout=10",
)
# sshd drops some of those that come while ten others have not logged in yet (MaxStartups of the role base).
_LOGGING_IN = threading.BoundedSemaphore(6)
_PROMPTS = "/var/lib/wco/prompts"
_SYSTEM_SOUNDS = "/usr/share/asterisk/sounds"
_FORGET = """
import os, shutil, sqlite3, sys
os.umask(7)
with sqlite3.connect("/var/lib/wco/live/live.db", timeout=20) as live:
    tables = [name for name, in live.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for table in set(tables) - {"mirrored", "queue_member"}:
        if live.execute("SELECT 1 FROM pragma_table_info(?) WHERE name = 'tenant'", [table]).fetchone():
            live.executemany(f"DELETE FROM {table} WHERE tenant = ?", [[tenant] for tenant in sys.argv[1:]])
with sqlite3.connect("/var/spool/wco/voicemail/voicemail.db", timeout=20) as messages:
    messages.executemany("DELETE FROM taken WHERE tenant = ?", [[tenant] for tenant in sys.argv[1:]])
for tenant in sys.argv[1:]:
    shutil.rmtree("/var/lib/wco/recorded/" + tenant, ignore_errors=True)
"""
_LIVE = """
import os, sqlite3, sys
os.umask(7)
with sqlite3.connect("/var/lib/wco/live/live.db", timeout=20) as live:
    live.execute(sys.argv[1], sys.argv[2:])
"""


@dataclass(frozen=True)
class LabHosts:
    """The site's hosts, reached by ssh."""

    media: tuple[str, ...]
    """Addresses of the media hosts."""
    data: str
    """Address of the host with PostgreSQL."""
    edges: tuple[str, ...]
    """Addresses of the edges."""
    identity: str
    """Key file of ssh."""

    def prompt_audio(self, prompts: Mapping[str, str]) -> dict[str, Samples]:
        """Return the audio of prompts, given by name with their ids."""
        files = {prompt: f"{prompt[:2]}/{prompt}.wav" for prompt in set(prompts.values())}
        audio = self._audio(_PROMPTS, files.values())
        return {name: audio[files[prompt]] for name, prompt in prompts.items()}

    def system_audio(self, names: Collection[str], language: str) -> dict[str, Samples]:
        """Return sounds of Asterisk's own, by the names that stories give them.

        ``system_queue_youarenext`` is the file ``queue-youarenext`` in this language; ``system_en_digits_1`` is
        ``digits/1`` in English, whatever the language.
        """
        if not names:
            return {}
        listed = self.run(self.media[0], "find", "-L", _SYSTEM_SOUNDS, "-name", "*.wav", "-printf", "%P\\n")
        files: dict[str, str] = {}
        for file in sorted(listed.decode().split()):
            spoken, _, sound = re.sub(r"[-/]", "_", file.removesuffix(".wav")).partition("_")
            files[f"{SYSTEM_SOUND}{spoken}_{sound}"] = file
            if spoken == language:
                files[f"{SYSTEM_SOUND}{sound}"] = file
        if missing := sorted(set(names) - files.keys()):
            raise RunFailed(
                f"{self.media[0]}: {_SYSTEM_SOUNDS}/{language} has no sound for {', '.join(missing)}"
            )
        audio = self._audio(_SYSTEM_SOUNDS, (files[name] for name in names))
        return {name: audio[files[name]] for name in names}

    def system_prompt_seconds(self, name: str, language: str) -> float:
        """Return how long one of Asterisk's own prompts lasts."""
        return len(self._audio(_SYSTEM_SOUNDS, [f"{language}/{name}.wav"])[f"{language}/{name}.wav"]) / RATE

    def set_clock(self, dialled: str, epoch: int | None) -> None:
        """Have calls to a number happen at another time; None: now."""
        variable = f"WCO_NOW_{dialled.removeprefix('+')}"
        value = '""' if epoch is None else str(epoch)
        self.asterisk(f"dialplan set global {variable} {value}")

    def asterisk(self, command: str) -> None:
        """Give every media host's Asterisk a command."""
        for host in self.media:
            self.run(host, "asterisk", "-rx", command)

    def forget(self, tenants: Collection[str]) -> None:
        """Have the hosts forget what calls of these tenants left behind: switches, counters, locks, recorded prompts."""
        names = ", ".join(f"'{name}'" for name in tenants)
        delete = f"DELETE FROM live_switch WHERE tenant IN ({names})"  # noqa: S608 - identifiers
        self.run(self.data, "runuser", "-u", "postgres", "--", "psql", "-qX", "-d", "wco", "-c", delete)
        for host in self.media:
            self.run(host, "python3", "-c", _FORGET, *tenants)

    def write_live(self, statement: str, *values: str) -> None:
        """Change the live state of the media hosts, as Asterisk would."""
        for host in self.media:
            self.run(host, "runuser", "-u", "asterisk", "--", "python3", "-c", _LIVE, statement, *values)

    def records(self, since: float) -> list[Record]:
        """Return the call records that began after a time."""
        query = RECORDS.format(since=float(since))
        command = ("runuser", "-u", "postgres", "--", "psql", "-X", "-A", "-t", "-d", "wco", "-c", query)
        lines = self.run(self.data, *command).decode().splitlines()
        return [Record.read(line) for line in lines if line.strip()]

    def left_over(self) -> dict[str, int]:
        """Return what calls still hold on the hosts, by its name: nothing when all have ended."""
        held = {
            "channels": sum(
                int(self.run(host, "asterisk", "-rx", "core show channels count").split()[0])
                for host in self.media
            ),
            "sessions with phones": self._count(
                self.media,
                rb"pjsip/outsess/",
                "asterisk",
                "-rx",
                "core show taskprocessors like pjsip/outsess",
            ),
            "SIP transactions at an edge": self._count(
                self.edges, rb"method: (?!OPTIONS)", "kamcmd", "tm.list"
            ),
        }
        return {what: count for what, count in held.items() if count}

    def _count(self, hosts: Iterable[str], what: bytes, *command: str) -> int:
        return sum(len(re.findall(what, self.run(host, *command))) for host in hosts)

    def _audio(self, folder: str, files: Iterable[str]) -> dict[str, Samples]:
        """Return sounds below a folder of the first media host."""
        wanted = sorted(set(files))
        if not wanted:
            return {}
        archive = self.run(self.media[0], "tar", "-C", folder, "-chf", "-", *wanted)
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            return {file: _samples(tar, file) for file in wanted}

    def command(self, host: str, *command: str) -> list[str]:
        """Return the command that runs this one on a host."""
        ssh = ["ssh", "-i", self.identity, f"root@{host}"]
        for option in _SSH:
            ssh[1:1] = ["-o", option]
        return [*ssh, shlex.join(command)]

    def run(self, host: str, *command: str, patience: float = 60) -> bytes:
        """Run a command on a host, for so many seconds at most, and return what it prints."""
        with _LOGGING_IN:
            done = subprocess.run(
                self.command(host, *command), capture_output=True, timeout=patience, check=False
            )
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise RunFailed(f"{host}: {command[0]} failed: {said or f'exit code {done.returncode}'}")
        return done.stdout


def _samples(tar: tarfile.TarFile, name: str) -> Samples:
    file = tar.extractfile(name)
    if file is None:
        raise RunFailed(f"{name} is not a file")
    with wave.open(file) as audio:
        return np.frombuffer(audio.readframes(audio.getnframes()), dtype="<i2").astype(np.int16)
