"""Directories and files in their places, and no link followed on the way there."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

Attributes = tuple[int, int, int]  # owner, group and mode
NEW = ".wco-new-"
LOOKED_AT = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


class RefusedError(Exception):
    """Something that is to be there cannot be."""


class Places:
    """Puts things in their places, and knows what that has changed."""

    def __init__(self, module: AnsibleModule) -> None:
        self._module = module
        self.changed: list[str] = []
        self.differences: list[dict[str, str]] = []
        self._written: list[tuple[str, str]] = []

    def have_directory(self, path: str, attributes: Attributes) -> None:
        """Have a directory there."""
        there = _kind(path)
        if there not in ("directory", ""):
            raise RefusedError(f"{path}: is a {there}, and a directory is to be there (remove it)")
        if not there:
            self.changed.append(path)
            if self._module.check_mode:
                return
            _make(Path(path))
        handle = os.open(path, LOOKED_AT | os.O_DIRECTORY)
        try:
            if _attributes_of(handle) != attributes:
                self.changed.append(path)
                if not self._module.check_mode:
                    _set(handle, attributes)
        finally:
            os.close(handle)

    def remove_left(self, directory: Path) -> None:
        """Remove what a run that was killed has written beside the places of files."""
        if self._module.check_mode or _kind(str(directory)) != "directory":
            return
        for left in directory.glob(f"{NEW}*"):
            left.unlink()

    def write_file(self, path: str, content: bytes, attributes: Attributes) -> None:
        """Write a file beside its place, unless that holds the same."""
        there = _kind(path)
        if there not in ("file", "link", ""):
            raise RefusedError(f"{path}: is a {there}, and a file is to be there (remove it)")
        held, its_attributes = _read(path) if there == "file" else (None, None)
        if (held, its_attributes) == (content, attributes):
            return
        self.changed.append(path)
        if held != content:
            self.differences.append(
                {"before": _text(held), "after": _text(content), "before_header": path, "after_header": path}
            )
        if not self._module.check_mode:
            self._written.append((self._write(Path(path).parent, content, attributes), path))

    def have_files(self) -> None:
        """Put the files that are written in their places."""
        for new, path in self._written:
            with naming(path):
                Path(new).rename(path)

    def remove_other_modules(self, directory: str, wanted: set[str]) -> None:
        """Remove the Python modules below a directory that are not wanted."""
        for folder, _, names in os.walk(directory):
            for path in (str(Path(folder, name)) for name in sorted(names) if name.endswith(".py")):
                if path not in wanted:
                    self.changed.append(path)
                    if not self._module.check_mode:
                        Path(path).unlink()

    def _write(self, directory: Path, content: bytes, attributes: Attributes) -> str:
        handle, new = tempfile.mkstemp(prefix=NEW, dir=directory)
        self._module.add_cleanup_file(new)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            _set(handle, attributes)
            os.fsync(handle)
        return new


@contextlib.contextmanager
def naming(path: str) -> Iterator[None]:
    """Say of which path the system refuses something."""
    try:
        yield
    except FileNotFoundError as error:
        raise RefusedError(f"{path}: {error.strerror} (name its directory among the directories)") from error
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror}") from error


def _make(directory: Path) -> None:
    """Make a directory; those above it that are not there are everybody's to pass, whatever its own mode will be."""
    if not directory.parent.exists():
        _make(directory.parent)
    directory.mkdir(0o755)


def _kind(path: str) -> str:
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return ""
    kinds = {stat.S_IFDIR: "directory", stat.S_IFREG: "file", stat.S_IFLNK: "link"}
    return kinds.get(stat.S_IFMT(mode), "special file")


def _read(path: str) -> tuple[bytes, Attributes]:
    with os.fdopen(os.open(path, LOOKED_AT), "rb") as file:
        return file.read(), _attributes_of(file.fileno())


def _attributes_of(handle: int) -> Attributes:
    status = os.fstat(handle)
    return status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)


def _set(handle: int, attributes: Attributes) -> None:
    """Set what is open, not what lies at its path: somebody may have put a link there since."""
    owner, group, mode = attributes
    os.fchown(handle, owner, group)
    os.fchmod(handle, mode)


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace")
