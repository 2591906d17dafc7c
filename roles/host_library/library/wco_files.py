#!/usr/bin/python
"""Has directories and files of a role in place, all of them in one go."""

from __future__ import annotations

import base64
import json
import os
import stat
import tempfile
import zlib
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: wco_files
short_description: Has directories and files of a role in place, all of them in one go
description:
  - What ansible.builtin.file, copy and template do one by one, each at the price of a connection and a start of Python.
  - A file is replaced as a whole or not at all. A link is never followed, but replaced (a file) or refused (a directory).
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
      of C(src) (a file of the role), C(template) (one of its templates, with the variables C(vars)) and C(content), and
      C(dest), C(owner), C(group) and C(mode). C(dest) is the source's name by default, without C(.j2).
    type: list
    elements: raw
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
    directories: [/usr/local/lib/wco/voicemail, /etc/wco/voicemail]
    files:
      - {src: voicemail.py, dest: /usr/local/lib/wco/voicemail/voicemail.py}
      - voicemail.env.j2
      - {content: "{{ voicemail_login }}", dest: login, owner: wco_voicemail, mode: "0400"}
"""

RETURN = """
paths:
  description: What was made or changed.
  type: list
  elements: str
  returned: always
"""


class Places:
    """Puts things in their places, and knows what that has changed."""

    def __init__(self, module: AnsibleModule) -> None:
        self._module = module
        self.changed: list[str] = []
        self.differences: list[dict[str, str]] = []

    def have_directory(self, path: str, attributes: dict[str, str]) -> None:
        """Have a directory there."""
        there = _kind(path)
        if there not in ("directory", ""):
            self._module.fail_json(msg=f"{path}: is a {there}, and a directory is to be there (remove it)")
        if not there:
            self.changed.append(path)
            if self._module.check_mode:
                return
            try:
                _make(Path(path))
            except OSError as error:
                self._module.fail_json(msg=f"{path}: {error.strerror}")
        self._set(path, attributes)

    def have_file(self, path: str, content: bytes, attributes: dict[str, str]) -> None:
        """Have a file there with this content."""
        there = _kind(path)
        if there == "directory":
            self._module.fail_json(msg=f"{path}: is a directory, and a file is to be there (remove it)")
        held = Path(path).read_bytes() if there == "file" else None
        if held == content:
            self._set(path, attributes)
            return
        self.changed.append(path)
        self.differences.append(
            {"before": _text(held), "after": _text(content), "before_header": path, "after_header": path}
        )
        if not self._module.check_mode:
            self._replace(path, content, attributes)

    def _replace(self, path: str, content: bytes, attributes: dict[str, str]) -> None:
        try:
            handle, new = tempfile.mkstemp(prefix=f".{Path(path).name}-", dir=Path(path).parent)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            self._module.fail_json(msg=f"{path}: {error.strerror}")
        self._module.add_cleanup_file(new)
        self._module.set_fs_attributes_if_different(self._arguments(new, attributes), False)
        Path(new).rename(path)

    def _set(self, path: str, attributes: dict[str, str]) -> None:
        if self._module.set_fs_attributes_if_different(self._arguments(path, attributes), False):
            self.changed.append(path)

    def _arguments(self, path: str, attributes: dict[str, str]) -> dict[str, Any]:
        none = dict.fromkeys(("seuser", "serole", "selevel", "setype", "attributes"))
        arguments: dict[str, Any] = self._module.load_file_common_arguments({**none, **attributes}, path)
        return arguments


def _make(directory: Path) -> None:
    """Make a directory; those above it that are not there are everybody's to pass, whatever its own mode will be."""
    if not directory.parent.exists():
        _make(directory.parent)
    directory.mkdir()
    directory.chmod(0o755)


def _kind(path: str) -> str:
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    kinds = {stat.S_IFDIR: "directory", stat.S_IFREG: "file", stat.S_IFLNK: "link"}
    return kinds.get(stat.S_IFMT(mode), "special file")


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace")


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "directory": {"type": "path"},
            "directories": {"type": "list", "elements": "raw", "default": []},
            "files": {"type": "list", "elements": "raw", "default": []},
            "owner": {"type": "str", "default": "root"},
            "group": {"type": "str", "default": "root"},
            "mode": {"type": "str", "default": "0644"},
            "directory_mode": {"type": "str", "default": "0755"},
            # In one piece, so that nothing of it is found in the host's journal.
            "order": {"type": "str", "no_log": True},
        },
        supports_check_mode=True,
    )
    places = Places(module)
    order = json.loads(zlib.decompress(base64.b64decode(module.params["order"])))
    for directory in order["directories"]:
        places.have_directory(directory["path"], directory["attributes"])
    for file in order["files"]:
        places.have_file(file["path"], base64.b64decode(file["content"]), file["attributes"])
    paths = list(dict.fromkeys(places.changed))
    module.exit_json(changed=bool(paths), paths=paths, diff=places.differences if module._diff else [])


if __name__ == "__main__":
    main()
