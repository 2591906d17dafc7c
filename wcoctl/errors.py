"""The one error shape of the project: where, what is wrong, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Problem", "RunFailed", "UserError"]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a file of the operator, as it is shown to them.

    ``path`` is the dotted place inside the document (``blocks.menu.exits.no_input``), empty for the whole file;
    ``line`` counts from 1 and is 0 where no line is known.
    """

    file: Path
    line: int
    path: str
    message: str
    hint: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        path = f" {self.path}" if self.path else ""
        return f"{where}{path}: {self.message} ({self.hint})"


class UserError(Exception):
    """Something the operator has to fix: exit code 1, every problem printed.

    ``result`` is what the command has done or found out all the same, for programs.
    """

    def __init__(
        self,
        message: str = "",
        problems: tuple[Problem, ...] = (),
        result: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message or "\n".join(map(str, problems)))
        self.message = message
        self.problems = problems
        self.result = result or {}


class RunFailed(Exception):
    """The input was good, but a run against hosts did not succeed: exit code 3.

    ``result`` is what the command has found out all the same, for programs: it is printed with the error, in one document.
    """

    def __init__(self, message: str, result: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.result = result or {}
