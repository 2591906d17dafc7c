"""Gathers what the module wco_files is to have in place: files and templates of the role, read on the controller."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import lookup_loader

ATTRIBUTES = {"owner", "group", "mode"}
SOURCES = {"src", "template", "content", "shared"}
DEFAULTS = {"owner": "root", "group": "root", "mode": "0644", "directory_mode": "0755"}
KNOWN = DEFAULTS.keys() | {"directory", "directories", "files", "packages"}
_ROLE = Path(__file__).resolve().parents[1]  # a collection has a link to this file
SHARED = _ROLE / "files"
SHARED_PACKAGES = _ROLE / "module_utils"
"""What every role may have."""


class ActionModule(ActionBase):  # type: ignore[misc]
    """The controller's half of the module."""

    _supports_check_mode = True
    _supports_diff = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Read the sources, and send them all at once."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        arguments = dict(self._task.args)
        _refuse_others("the task", arguments, KNOWN)
        defaults = _attributes(arguments, DEFAULTS)
        folder = arguments.get("directory") or ""
        order: dict[str, list[Any]] = {
            "directories": [self._directory(one, defaults) for one in _listed(arguments, "directories")],
            "files": [
                self._file(one, folder, defaults, task_vars or {}) for one in _listed(arguments, "files")
            ],
        }
        packages = _listed(arguments, "packages")
        for name in packages:
            self._add_package(name, folder, defaults, order)
        for every in order.values():
            _refuse_contradictions(every)
        order["packages"] = [_absolute(Path(folder), "packages")] if packages else []
        packed = base64.b64encode(zlib.compress(json.dumps(order).encode())).decode()
        result.update(
            self._execute_module(
                self._task.resolved_action, module_args={"order": packed}, task_vars=task_vars
            )
        )
        return result

    def _directory(self, one: Any, defaults: dict[str, str]) -> dict[str, Any]:
        wanted = dict(one) if isinstance(one, dict) else {"path": one}
        _refuse_others("directories", wanted, ATTRIBUTES | {"path"})
        return {
            "path": _absolute(Path(str(wanted.get("path") or "")), one),
            "attributes": _attributes(wanted, _of(defaults, "directory_mode")),
        }

    def _add_package(
        self, name: Any, folder: str, defaults: dict[str, str], order: dict[str, list[Any]]
    ) -> None:
        """Add a Python package of the role, or one that is shared."""
        if not isinstance(name, str) or not name.isidentifier():
            raise AnsibleActionFail(f"wco_files: packages: {name!r}: is no name of a Python package")
        shared = SHARED_PACKAGES / name
        source = shared if shared.is_dir() else Path(self._found(name))
        modules = sorted(source.rglob("*.py"))
        if not modules:
            raise AnsibleActionFail(
                f"wco_files: packages: {name}: {source}: is no folder with Python modules"
            )
        for place in dict.fromkeys([source, *(module.parent for module in modules)]):
            path = str(Path(folder) / name / place.relative_to(source))
            order["directories"].append(self._directory(path, defaults))
        for module in modules:
            file = {"src": str(module), "dest": str(Path(name) / module.relative_to(source))}
            order["files"].append(self._file(file, folder, defaults, {}))

    def _found(self, name: str) -> str:
        """Return where a file or folder of the role is."""
        try:
            return str(self._find_needle("files", name))
        except AnsibleError as error:
            raise AnsibleActionFail(f"wco_files: {name}: {error}") from error

    def _file(
        self, one: Any, folder: str, defaults: dict[str, str], task_vars: dict[str, Any]
    ) -> dict[str, Any]:
        wanted = dict(one) if isinstance(one, dict) else {_source_of(one): one}
        _refuse_others("files", wanted, ATTRIBUTES | SOURCES | {"dest", "vars"})
        if len(SOURCES & wanted.keys()) != 1:
            raise AnsibleActionFail(f"wco_files: one of {', '.join(sorted(SOURCES))} in: {sorted(wanted)}")
        name = Path(
            str(wanted.get("src") or wanted.get("template") or wanted.get("shared") or "")
        ).name.removesuffix(".j2")
        return {
            "path": _absolute(Path(folder) / str(wanted.get("dest") or name), sorted(wanted)),
            "content": base64.b64encode(self._content(wanted, task_vars)).decode(),
            "attributes": _attributes(wanted, _of(defaults, "mode")),
        }

    def _content(self, wanted: dict[str, Any], task_vars: dict[str, Any]) -> bytes:
        if "content" in wanted:
            if not isinstance(wanted["content"], str | int | float):
                reason = "its content is to be text, not null, a list or a dictionary"
                raise AnsibleActionFail(f"wco_files: {_name_of(wanted)}: {reason}")
            return _encoded(wanted["content"], _name_of(wanted))
        if "template" in wanted:
            lookup = lookup_loader.get("ansible.builtin.template", loader=self._loader, templar=self._templar)
            (text,) = lookup.run(
                [wanted["template"]], variables=task_vars, template_vars=wanted.get("vars") or {}
            )
            return _encoded("" if text is None else text, wanted["template"])
        source = SHARED / str(wanted["shared"]) if "shared" in wanted else self._found(str(wanted["src"]))
        try:
            return Path(source).read_bytes()
        except OSError as error:
            raise AnsibleActionFail(f"wco_files: {source}: {error}") from error


def _encoded(text: Any, name: Any) -> bytes:
    try:
        return str(text).encode()
    except UnicodeEncodeError:
        raise AnsibleActionFail(f"wco_files: {name}: is not UTF-8 (save it as UTF-8)") from None


def _listed(arguments: dict[str, Any], name: str) -> list[Any]:
    """Return a list of the task's, whose entries are names or dictionaries."""
    every = [] if arguments.get(name) is None else arguments[name]
    if not isinstance(every, list) or not all(isinstance(one, str | dict) for one in every):
        raise AnsibleActionFail(f"wco_files: {name}: is to be a list of names and dictionaries")
    return every


def _source_of(name: Any) -> str:
    return "template" if str(name).endswith(".j2") else "src"


def _of(defaults: dict[str, str], mode: str) -> dict[str, str]:
    return {"owner": defaults["owner"], "group": defaults["group"], "mode": defaults[mode]}


def _attributes(wanted: dict[str, Any], defaults: dict[str, str]) -> dict[str, str]:
    """Return owner, group and mode. None is the default; 0 and "" are not, or a mistake would open a file to all."""
    attributes = {}
    for name, default in defaults.items():
        given = default if wanted.get(name) is None else wanted[name]
        if name.endswith("mode") and not (isinstance(given, str) and re.fullmatch("[0-7]{3,4}", given)):
            reason = 'give it as octal digits in quotes, as "0640"'
            raise AnsibleActionFail(f"wco_files: {_name_of(wanted)}: {name}: {given!r}: {reason}")
        if given == "":
            raise AnsibleActionFail(
                f"wco_files: {_name_of(wanted)}: {name}: is empty (leave it out, or name one)"
            )
        attributes[name] = str(given)
    return attributes


def _name_of(wanted: dict[str, Any]) -> str:
    return str(
        next((wanted[key] for key in ("dest", "path", "src", "template") if wanted.get(key)), "the task")
    )


def _absolute(path: Path, one: Any) -> str:
    if not path.is_absolute():
        raise AnsibleActionFail(f"wco_files: {one}: give an absolute path, or a `directory`")
    return str(path)


def _refuse_others(where: str, wanted: dict[str, Any], known: set[str]) -> None:
    if others := wanted.keys() - known:
        raise AnsibleActionFail(
            f"wco_files: {where}: unknown: {', '.join(sorted(others))} (known: {', '.join(sorted(known))})"
        )


def _refuse_contradictions(every: list[dict[str, Any]]) -> None:
    """Refuse a path that is named twice with differences: each run would change it twice."""
    known: dict[str, dict[str, Any]] = {}
    for one in every:
        if known.setdefault(one["path"], one) != one:
            raise AnsibleActionFail(
                f"wco_files: {one['path']}: is named twice, and not as the same (name it once)"
            )
