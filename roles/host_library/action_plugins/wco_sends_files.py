"""The controller's half of modules that get big files: these go to the host compressed, and past Jinja.

No task names it: the action plugins of such modules hand their task over to it.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):  # type: ignore[misc]
    """Sends files, then lets the module run on the host."""

    TRANSFERS_FILES = True
    files: tuple[str, ...] = ()
    """The module's arguments that are files on the controller."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send the files, then let the module run on the host."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        arguments = dict(self._task.args)
        files = {name: Path(arguments[name]) for name in self.files if arguments.get(name)}
        try:
            arguments.update({name: self._send(name, file) for name, file in files.items()})
            result.update(
                self._execute_module(self._task.resolved_action, module_args=arguments, task_vars=task_vars)
            )
        finally:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _send(self, name: str, file: Path) -> str:
        try:
            content = file.read_bytes()
        except OSError as error:
            reason = f"{self._task.action}: {name} {file}: {error.strerror} (on the controller)"
            raise AnsibleActionFail(reason) from error
        if self._connection._shell.tmpdir is None:
            self._make_tmp_path()
        remote: str = self._connection._shell.join_path(self._connection._shell.tmpdir, f"{name}.gz")
        with tempfile.NamedTemporaryFile() as packed:
            packed.write(gzip.compress(content, compresslevel=5))
            packed.flush()
            self._transfer_file(packed.name, remote)
        self._fixup_perms2((self._connection._shell.tmpdir, remote))
        return remote
