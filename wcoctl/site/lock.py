"""One run against a site at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from wcoctl.errors import UserError
from wcoctl.site.directory import SiteDirectory

__all__ = ["locked"]


@contextmanager
def locked(site: SiteDirectory) -> Iterator[None]:
    """Hold the site's lock; the kernel drops it with the process, so a killed run blocks nobody."""
    site.make_state()
    with (site.state / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f"another wcoctl works on the site '{site.root.name}' just now (wait until it has ended)"
            ) from None
        yield
