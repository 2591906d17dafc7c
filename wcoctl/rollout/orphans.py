"""Ends what a killed run left behind: ansible-runner lets ansible-playbook outlive its caller."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from wcoctl.errors import RunFailed
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["end_orphans"]

_PATIENCE = 10.0


def end_orphans(site: SiteDirectory) -> None:
    """End every ansible-playbook on this site's inventory; the caller holds the site's lock."""
    deadline = time.monotonic() + _PATIENCE
    while orphans := list(_playbooks_on(site.inventory)):
        if time.monotonic() > deadline:
            raise RunFailed(f"an earlier run still works on the hosts (end process {orphans[0]} first)")
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        time.sleep(0.1)


def _playbooks_on(inventory: Path) -> Iterator[int]:
    wanted = str(inventory).encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            arguments = (process / "cmdline").read_bytes().split(b"\0")
            if wanted in arguments and any(
                Path(os.fsdecode(name)).name == "ansible-playbook" for name in arguments[:2]
            ):
                yield int(process.name)
