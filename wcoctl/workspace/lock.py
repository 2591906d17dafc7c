"""One run against a site at a time."""

import fcntl
import getpass
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from wcoctl.errors import RunFailed
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["locked"]


@contextmanager
def locked(site: SiteDirectory, *, wait: bool = False) -> Iterator[None]:
    """Hold the site's lock; the kernel drops it with the process, so a killed run blocks nobody.

    RunFailed when another run holds it, unless this one is to wait.
    """
    site.make_state()
    with site.lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "it has just begun"
            raise RunFailed(
                f"another wcoctl works on the site '{site.root.name}' just now: {holder}"
                " (wait until it has ended)"
            ) from None
        file.truncate(0)
        file.write(_myself())
        file.flush()
        yield


def _myself() -> str:
    """Name this run to those that it keeps out."""
    since = datetime.now().astimezone().isoformat(" ", "seconds")
    return f"`{shlex.join(sys.argv[1:])}` of {getpass.getuser()}, process {os.getpid()}, since {since}\n"
