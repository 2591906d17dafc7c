#!/usr/bin/python
"""Puts directories and files of a role in place, all at once."""

from __future__ import annotations

import base64
import contextlib
import grp
import json
import os
import pwd
import stat
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: wco_files
short_description: Puts directories and files of a role in place, all at once
description:
  - What ansible.builtin.file, copy and template do one by one, each at the price of a connection and a start of Python.
  - A file is replaced as a whole or not at all. A link is never followed, but replaced (a file) or refused (a directory).
  - No file is replaced before all of them are written, so that a task that fails has not changed what its handlers have to know.
  - In check mode what lies in a directory that is not there yet would be made, too.
options:
  directory:
    description: Where destinations without a slash lie.
    type: path
  directories:
    description: Directories that are to be there, before the files; each a path, or a dictionary of path, owner, group and mode.
    type: list
    elements: raw
    default: []
  files:
    description: >-
      Files that are to be there; each the name of one of the role's files or (with .j2) templates, or a dictionary with one
      of C(src) (a file of the role), C(shared) (one of host_library's), C(template) (one of the role's templates, with the
      variables C(vars)) and C(content), and C(dest), C(owner), C(group) and C(mode). C(dest) is the source's name by default,
      without C(.j2).
    type: list
    elements: raw
    default: []
  packages:
    description: >-
      Python packages that are to lie in C(directory), each a folder among the role's files or one that host_library shares.
      The directory is theirs alone: Python modules below it that belong to none of them are removed.
    type: list
    elements: str
    default: []
  owner:
    description: Owner of what names no other.
    type: str
    default: root
  group:
    description: Group of what names no other.
    type: str
    default: root
  mode:
    description: Mode of files that name no other.
    type: str
    default: "0644"
  directory_mode:
    description: Mode of directories that name no other.
    type: str
    default: "0755"
  order:
    description: Set by the action plugin, what is to be there.
    type: str
author: [WCO]
"""

EXAMPLES = """
- name: The program and its settings are in place
  wco_files:
    directory: /etc/wco/voicemail
    directories: [/etc/wco/voicemail]
    files:
      - voicemail.env.j2
      - {content: "{{ voicemail_login }}", dest: login, owner: wco_voicemail, mode: "0400"}

- name: The code is in place
  wco_files:
    directory: /usr/local/lib/wco/voicemail
    packages: [wco_host, wco_voicemail]
"""

RETURN = """
paths:
  description: What was made, changed or removed.
  type: list
  elements: str
  returned: always
"""


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
            with _naming(path):
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
def _naming(path: str) -> Iterator[None]:
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


def _attributes(one: dict[str, Any], check_mode: bool) -> Attributes:
    """Return who is to own it, in numbers; in check mode somebody unknown is one who would be made before."""
    wanted = one["attributes"]
    ids = []
    for name, find in (("owner", _user), ("group", _group)):
        try:
            ids.append(int(wanted[name]) if wanted[name].isdigit() else find(wanted[name]))
        except KeyError:
            if not check_mode:
                reason = (
                    f"its {name} is to be {wanted[name]}, whom this host does not know (have it made before)"
                )
                raise RefusedError(f"{one['path']}: {reason}") from None
            ids.append(-1)
    return ids[0], ids[1], int(wanted["mode"], 8)


def _user(name: str) -> int:
    return pwd.getpwnam(name).pw_uid


def _group(name: str) -> int:
    return grp.getgrnam(name).gr_gid


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace")


def _have_all(places: Places, order: dict[str, list[Any]], check_mode: bool) -> None:
    """Have all in place; no file is, before each of them can be."""
    attributes = {
        kind: [_attributes(one, check_mode) for one in order[kind]] for kind in ("directories", "files")
    }
    for directory, its in zip(order["directories"], attributes["directories"], strict=True):
        with _naming(directory["path"]):
            places.have_directory(directory["path"], its)
    for place in {str(Path(file["path"]).parent) for file in order["files"]}:
        with _naming(place):
            places.remove_left(Path(place))
    for file, its in zip(order["files"], attributes["files"], strict=True):
        with _naming(file["path"]):
            places.write_file(file["path"], base64.b64decode(file["content"]), its)
    places.have_files()
    for directory in order["packages"]:
        with _naming(directory):
            places.remove_other_modules(directory, {file["path"] for file in order["files"]})


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "directory": {"type": "path"},
            "directories": {"type": "list", "elements": "raw", "default": []},
            "files": {"type": "list", "elements": "raw", "default": []},
            "packages": {"type": "list", "elements": "str", "default": []},
            "owner": {"type": "str", "default": "root"},
            "group": {"type": "str", "default": "root"},
            "mode": {"type": "str", "default": "0644"},
            "directory_mode": {"type": "str", "default": "0755"},
            # In one piece, so that nothing of it is found in the host's journal.
            "order": {"type": "str", "no_log": True},
        },
        supports_check_mode=True,
    )
    os.umask(0o022)
    places = Places(module)
    order = json.loads(zlib.decompress(base64.b64decode(module.params["order"])))
    try:
        _have_all(places, order, module.check_mode)
    except RefusedError as error:
        module.fail_json(msg=str(error))
    paths = list(dict.fromkeys(places.changed))
    module.exit_json(changed=bool(paths), paths=paths, diff=places.differences if module._diff else [])


if __name__ == "__main__":
    main()
