"""Sends the order of the module wco_site from the controller."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):  # type: ignore[misc]
    """The controller's half of the module."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Hand the task over to the plugin that sends files."""
        collection = self._task.resolved_action.removesuffix("wco_site")
        sender = self._shared_loader_obj.action_loader.get(
            f"{collection}wco_sends_files",
            task=self._task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        sender.files = ("order",)
        result: dict[str, Any] = sender.run(tmp, task_vars)
        return result
