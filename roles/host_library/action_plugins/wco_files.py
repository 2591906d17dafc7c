"""Gathers what the module wco_files is to have in place: files and templates of the role, read on the controller."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import lookup_loader

ATTRIBUTES = {"owner", "group", "mode"}
SOURCES = {"src", "template", "content"}
DEFAULTS = {"owner": "root", "group": "root", "mode": "0644", "directory_mode": "0755"}
KNOWN = DEFAULTS.keys() | {"directory", "directories", "files"}


class ActionModule(ActionBase):  # type: ignore[misc]
    """The controller's half of the module."""

    _supports_check_mode = True
    _supports_diff = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Read the sources, and send them all at once."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        arguments = dict(self._task.args)
        _refuse_others("the task", arguments, KNOWN)
        defaults = {name: str(arguments.get(name) or default) for name, default in DEFAULTS.items()}
        folder = arguments.get("directory") or ""
        order = {
            "directories": [self._directory(one, defaults) for one in arguments.get("directories") or []],
            "files": [
                self._file(one, folder, defaults, task_vars or {}) for one in arguments.get("files") or []
            ],
        }
        packed = base64.b64encode(zlib.compress(json.dumps(order).encode())).decode()
        result.update(self._execute_module("wco_files", module_args={"order": packed}, task_vars=task_vars))
        return result

    def _directory(self, one: Any, defaults: dict[str, str]) -> dict[str, Any]:
        wanted = dict(one) if isinstance(one, dict) else {"path": one}
        _refuse_others("directories", wanted, ATTRIBUTES | {"path"})
        return {
            "path": _absolute(Path(str(wanted.get("path") or "")), one),
            "attributes": _attributes(wanted, {**defaults, "mode": defaults["directory_mode"]}),
        }

    def _file(
        self, one: Any, folder: str, defaults: dict[str, str], task_vars: dict[str, Any]
    ) -> dict[str, Any]:
        wanted = dict(one) if isinstance(one, dict) else {_source_of(one): one}
        _refuse_others("files", wanted, ATTRIBUTES | SOURCES | {"dest", "vars"})
        if len(SOURCES & wanted.keys()) != 1:
            raise AnsibleActionFail(f"wco_files: one of {', '.join(sorted(SOURCES))} in: {sorted(wanted)}")
        name = Path(str(wanted.get("src") or wanted.get("template") or "")).name.removesuffix(".j2")
        return {
            "path": _absolute(Path(folder) / str(wanted.get("dest") or name), sorted(wanted)),
            "content": base64.b64encode(self._content(wanted, task_vars)).decode(),
            "attributes": _attributes(wanted, defaults),
        }

    def _content(self, wanted: dict[str, Any], task_vars: dict[str, Any]) -> bytes:
        if "content" in wanted:
            return str(wanted["content"]).encode()
        if "template" in wanted:
            lookup = lookup_loader.get("ansible.builtin.template", loader=self._loader, templar=self._templar)
            (text,) = lookup.run(
                [wanted["template"]], variables=task_vars, template_vars=wanted.get("vars") or {}
            )
            return str(text).encode()
        try:
            return Path(self._find_needle("files", str(wanted["src"]))).read_bytes()
        except (OSError, AnsibleError) as error:
            raise AnsibleActionFail(f"wco_files: {wanted['src']}: {error}") from error


def _source_of(name: Any) -> str:
    return "template" if str(name).endswith(".j2") else "src"


def _attributes(wanted: dict[str, Any], defaults: dict[str, str]) -> dict[str, str]:
    return {name: str(wanted.get(name) or defaults[name]) for name in sorted(ATTRIBUTES)}


def _absolute(path: Path, one: Any) -> str:
    if not path.is_absolute():
        raise AnsibleActionFail(f"wco_files: {one}: give an absolute path, or a `directory`")
    return str(path)


def _refuse_others(where: str, wanted: dict[str, Any], known: set[str]) -> None:
    if others := wanted.keys() - known:
        raise AnsibleActionFail(
            f"wco_files: {where}: unknown: {', '.join(sorted(others))} (known: {', '.join(sorted(known))})"
        )
