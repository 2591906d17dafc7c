"""Sends the module wco_prompts what its host lacks, and keeps what the host made for the next one."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):  # type: ignore[misc]
    """The controller's half of the module."""

    TRANSFERS_FILES = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask what is missing, send it, and let the module make the rest."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        arguments = dict(self._task.args)
        if self._connection._shell.tmpdir is None:
            self._make_tmp_path()
        try:
            if arguments.get("recipes"):
                arguments["recipes"] = self._send(Path(arguments["recipes"]), "recipes")
            told = self._module(arguments | {"tell": True}, task_vars)
            if told.get("failed") or not told["changed"] or self._task.check_mode:
                return result | told
            return result | self._make(arguments, told["missing"], task_vars)
        finally:
            self._remove_tmp_path(self._connection._shell.tmpdir)

    def _make(
        self, arguments: dict[str, Any], missing: list[dict[str, str]], task_vars: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Let the module make what is missing."""
        cache = Path(arguments["cache"]).expanduser() if arguments.get("cache") else None
        with tempfile.NamedTemporaryFile(suffix=".tar") as packed:
            with tarfile.open(packed.name, "w") as archive:
                for recipe in missing:
                    if file := self._supply(recipe, arguments.get("sources"), cache):
                        archive.add(file, arcname=file.name)
            arguments["supply"] = self._send(Path(packed.name), "supply.tar")
        if cache:
            arguments["deliver"] = self._remote("deliver.tar")
        made = self._module(arguments, task_vars)
        if cache and made.get("rendered"):
            self._keep(cache, arguments["deliver"], made["rendered"])
        return made

    def _supply(self, recipe: dict[str, str], sources: str | None, cache: Path | None) -> Path | None:
        """File that the module needs to make a prompt, if any."""
        if recipe["kind"] == "wav":
            file = Path(sources or "") / f"{recipe['sha256']}.wav"
            if not file.exists():
                raise AnsibleActionFail(
                    f"{file}: the source of prompt {recipe['id']} is not there (on the controller)"
                )
            return file
        cached = cache / f"{recipe['id']}.wav" if cache else None
        return cached if cached and cached.exists() else None

    def _keep(self, cache: Path, delivered: str, rendered: list[str]) -> None:
        """Put prompts into the cache: only those asked for, whatever else the host has packed."""
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(suffix=".tar") as packed:
            self._connection.fetch_file(delivered, packed.name)
            with tarfile.open(packed.name) as archive:
                for prompt in rendered:
                    content = archive.extractfile(f"{prompt}.wav")
                    if content:
                        new = cache / f"{prompt}.new"
                        new.write_bytes(content.read())
                        new.replace(cache / f"{prompt}.wav")

    def _module(self, arguments: dict[str, Any], task_vars: dict[str, Any] | None) -> dict[str, Any]:
        done: dict[str, Any] = self._execute_module(
            self._task.resolved_action, module_args=arguments, task_vars=task_vars
        )
        return done

    def _remote(self, name: str) -> str:
        path: str = self._connection._shell.join_path(self._connection._shell.tmpdir, name)
        return path

    def _send(self, file: Path, name: str) -> str:
        if not file.is_file():
            raise AnsibleActionFail(f"{file}: there is no such file (on the controller)")
        remote = self._remote(name)
        self._transfer_file(str(file), remote)
        self._fixup_perms2((self._connection._shell.tmpdir, remote))
        return remote
