"""The command line, run as an operator runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wcoctl.workspace.directory import REPOSITORY, SiteDirectory

__all__ = ["Answer", "Process", "running", "wait_for_role", "wco"]

Process = subprocess.Popen[str]


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    data: dict[str, Any]
    roles: Sequence[str] = ()
    """The roles as they were begun, by the progress that it told."""

    @property
    def error(self) -> str:
        """The message for people; empty when all went well."""
        return str(self.data.get("error", ""))


def wco(command: str, site: SiteDirectory, *options: str, checkout: Path = REPOSITORY) -> Answer:
    """Run a command to its end."""
    done = subprocess.run(
        _arguments(command, site, *options),
        cwd=checkout,
        env=_environment(checkout),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    roles = [line.removesuffix(" ...") for line in done.stderr.splitlines() if line.endswith(" ...")]
    return Answer(done.returncode, json.loads(done.stdout), roles)


@contextmanager
def running(command: str, site: SiteDirectory, checkout: Path = REPOSITORY) -> Iterator[Process]:
    """Begin a command, whose progress is told on ``stderr``; kill it when the block ends."""
    with subprocess.Popen(
        _arguments(command, site),
        cwd=checkout,
        env=_environment(checkout),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for_role(process: Process, role: str, times: int = 1) -> None:
    """Wait until a running command has begun a role so many times."""
    assert process.stderr
    lines: list[str] = []
    while lines.count(f"{role} ...\n") < times:
        lines.append(process.stderr.readline())
        assert lines[-1], f"ended before: {lines}"


def _environment(checkout: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(checkout)}


def _arguments(command: str, site: SiteDirectory, *options: str) -> list[str]:
    return [sys.executable, "-m", "wcoctl", *command.split(), str(site.root), *options, "--json"]
