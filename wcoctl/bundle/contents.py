"""What the portal's wheel carries, and the version that says so."""

import hashlib
from functools import cache
from pathlib import Path

from wcoctl import __version__
from wcoctl.workspace.directory import REPOSITORY

__all__ = ["CARRIED", "LOCK", "SHARED", "contents", "portal_version"]

CARRIED = (
    "__init__.py",
    "errors.py",
    "files.py",
    "accounts",
    "numbering",
    "model",
    "blocks",
    "compile",
    "simulate",
    "graph",
)
"""Of wcoctl: the specs and their rules, and how accounts are kept. What the portal may import of it is what is here."""
SHARED = ("__init__.py", "outside.py")
"""Of wco_host: what the portal has in common with the services of hosts."""
LOCK = REPOSITORY / "portal" / "requirements.txt"
"""The libraries, with their hashes."""


def contents() -> dict[str, bytes]:
    """Return the files of the wheel by their paths in it, data files included."""
    wcoctl, portal = REPOSITORY / "wcoctl", REPOSITORY / "portal"
    files = [file for name in CARRIED for file in _files(wcoctl / name)]
    paths = {file.relative_to(REPOSITORY): file for file in files}
    paths |= {file.relative_to(portal): file for file in _files(portal / "wco_portal")}
    shared = REPOSITORY / "roles" / "host_library" / "module_utils"
    paths |= {Path("wco_host", name): shared / "wco_host" / name for name in SHARED}
    return {path.as_posix(): paths[path].read_bytes() for path in sorted(paths)}


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return [file for file in place.rglob("*") if file.is_file() and "__pycache__" not in file.parts]


@cache
def portal_version() -> str:
    """Return the version of this checkout's portal: that of wcoctl, and a digest of the code and of the lock."""
    digest = hashlib.sha256()
    for path, content in [*contents().items(), (LOCK.name, LOCK.read_bytes())]:
        digest.update(f"{path} {hashlib.sha256(content).hexdigest()}\n".encode())
    # With a letter first: a local version of digits alone loses its zeros (PEP 440).
    return f"{__version__}+d{digest.hexdigest()[:12]}"
