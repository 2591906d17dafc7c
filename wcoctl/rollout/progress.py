"""Shows a run's progress: a live line on a terminal, one line per role elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.progress import Progress as RichProgress
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

__all__ = ["Progress"]


class Progress:
    """A watcher of playbook runs that people look at; it writes to standard error."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._role = ""
        self._bar = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._line = self._bar.add_task("connecting to the hosts", total=None)

    def __enter__(self) -> "Progress":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the terminal to a question."""
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    def task(self, role: str, name: str) -> None:
        """Show the task that runs now."""
        if role and role != self._role and not self.console.is_terminal:
            self.console.print(f"{role} ...", highlight=False, markup=False)
        self._role = role or self._role
        self._bar.update(self._line, description=f"{role}: {name}" if role else name)
