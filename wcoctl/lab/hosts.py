"""What the lab asks of the running hosts, and the clock that it turns for a dialled number."""

import io
import json
import shlex
import subprocess
import tarfile
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wcoctl.errors import RunFailed
from wcoctl.lab.rtp import Samples

__all__ = ["LabHosts", "Record"]

_SSH = (
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
    "BatchMode=yes",
    "ConnectTimeout=10",
)
_PROMPTS = "/var/lib/wco/prompts"
_SYSTEM_PROMPTS = "/usr/share/asterisk/sounds"
_RECORDS = """
SELECT json_build_object(
    'call', c.call, 'tenant', c.tenant, 'dialled', c.dialled, 'caller', c.caller,
    'started', extract(epoch FROM c.started), 'path', c.path,
    'outcome', c.outcome, 'answered_by', c.answered_by, 'node', c.node,
    'legs', (SELECT coalesce(json_agg(json_build_object('number', l.number, 'result', l.result)), '[]')
             FROM leg AS l WHERE l.call = c.call))
FROM call AS c WHERE c.started >= to_timestamp({since}) ORDER BY c.started
"""


@dataclass(frozen=True)
class Record:
    """One call record with its legs, as PostgreSQL holds it."""

    call: str
    tenant: str
    dialled: str
    caller: str
    """Empty when withheld."""
    started: float
    outcome: str
    answered_by: str
    node: str
    """Media host that served the call."""
    path: list[dict[str, Any]]
    """Steps ``{"ms", "block", "exit"}``."""
    legs: list[dict[str, str]]

    @property
    def steps(self) -> list[str]:
        """The path as stories write it."""
        return [f"{step['block']}:{step['exit']}" for step in self.path]


@dataclass(frozen=True)
class LabHosts:
    """The site's hosts, reached by ssh."""

    media: tuple[str, ...]
    """Addresses of the media hosts."""
    data: str
    """Address of the host with PostgreSQL."""
    identity: str
    """Key file of ssh."""

    def prompt_audio(self, prompts: Mapping[str, str]) -> dict[str, Samples]:
        """Return the audio of prompts, given by name with their ids."""
        files = {prompt: f"{prompt[:2]}/{prompt}.wav" for prompt in set(prompts.values())}
        archive = self.run(self.media[0], "tar", "-C", _PROMPTS, "-cf", "-", *sorted(files.values()))
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            audio = {prompt: _samples(tar, file) for prompt, file in files.items()}
        return {name: audio[prompt] for name, prompt in prompts.items()}

    def system_prompt_seconds(self, name: str, language: str) -> float:
        """Return how long one of Asterisk's own prompts lasts."""
        file = f"{_SYSTEM_PROMPTS}/{language}/{name}.wav"
        with wave.open(io.BytesIO(self.run(self.media[0], "cat", file))) as audio:
            return float(audio.getnframes() / audio.getframerate())

    def set_clock(self, dialled: str, epoch: int | None) -> None:
        """Have calls to a number happen at another time; None: now."""
        variable = f"WCO_NOW_{dialled.removeprefix('+')}"
        value = '""' if epoch is None else str(epoch)
        self.asterisk(f"dialplan set global {variable} {value}")

    def asterisk(self, command: str) -> None:
        """Give every media host's Asterisk a command."""
        for host in self.media:
            self.run(host, "asterisk", "-rx", command)

    def records(self, since: float) -> list[Record]:
        """Return the call records that began after a time."""
        query = _RECORDS.format(since=float(since))
        command = ("runuser", "-u", "postgres", "--", "psql", "-X", "-A", "-t", "-d", "wco", "-c", query)
        lines = self.run(self.data, *command).decode().splitlines()
        return [Record(**json.loads(line)) for line in lines if line.strip()]

    def channels(self) -> int:
        """Return how many channels the media hosts have open."""
        command = ("asterisk", "-rx", "core show channels count")
        return sum(int(self.run(host, *command).split()[0]) for host in self.media)

    def run(self, host: str, *command: str) -> bytes:
        """Run a command on a host and return what it prints."""
        ssh = ["ssh", "-i", self.identity, f"root@{host}"]
        for option in _SSH:
            ssh[1:1] = ["-o", option]
        done = subprocess.run([*ssh, shlex.join(command)], capture_output=True, timeout=60, check=False)
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise RunFailed(f"{host}: {command[0]} failed: {said or f'exit code {done.returncode}'}")
        return done.stdout


def _samples(tar: tarfile.TarFile, name: str) -> Samples:
    file = tar.extractfile(name)
    if file is None:
        raise RunFailed(f"{_PROMPTS}/{name} is not a file")
    with wave.open(file) as audio:
        return np.frombuffer(audio.readframes(audio.getnframes()), dtype="<i2").astype(np.int16)
