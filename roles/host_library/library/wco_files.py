#!/usr/bin/python
"""Puts directories and files of a role in place, all at once."""

from __future__ import annotations

import base64
import grp
import json
import os
import pwd
import zlib
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

# A role's own code, or the collection's. Mitogen finds the former by its absolute name only.
try:
    from ansible.module_utils.wco_files_places import Attributes, Places, RefusedError, naming
except ImportError:
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_files_places import (
        Places,
        RefusedError,
        naming,
    )

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


def _have_all(places: Places, order: dict[str, list[Any]], check_mode: bool) -> None:
    """Have all in place; no file is, before each of them can be."""
    attributes = {
        kind: [_attributes(one, check_mode) for one in order[kind]] for kind in ("directories", "files")
    }
    for directory, its in zip(order["directories"], attributes["directories"], strict=True):
        with naming(directory["path"]):
            places.have_directory(directory["path"], its)
    for place in {str(Path(file["path"]).parent) for file in order["files"]}:
        with naming(place):
            places.remove_left(Path(place))
    for file, its in zip(order["files"], attributes["files"], strict=True):
        with naming(file["path"]):
            places.write_file(file["path"], base64.b64decode(file["content"]), its)
    places.have_files()
    for directory in order["packages"]:
        with naming(directory):
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
