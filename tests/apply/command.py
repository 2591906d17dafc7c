"""The command line, run as an operator runs it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from wcoctl.site.directory import REPOSITORY, SiteDirectory

__all__ = ["Answer", "running", "wco"]


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    data: dict[str, Any]

    @property
    def error(self) -> str:
        """The message for people; empty when all went well."""
        return str(self.data.get("error", ""))


def wco(command: str, site: SiteDirectory, *options: str) -> Answer:
    """Run a command to its end."""
    done = subprocess.run(
        _arguments(command, site, *options), cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    return Answer(done.returncode, json.loads(done.stdout))


@contextmanager
def running(command: str, site: SiteDirectory) -> Iterator["subprocess.Popen[str]"]:
    """Begin a command, whose progress is told on ``stderr``; kill it when the block ends."""
    with subprocess.Popen(
        _arguments(command, site),
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _arguments(command: str, site: SiteDirectory, *options: str) -> list[str]:
    return [sys.executable, "-m", "wcoctl", command, str(site.root), *options, "--json"]
