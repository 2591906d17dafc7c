"""Lists of callers."""

from wcoctl.simulate.switchboard import Switchboard

__all__ = ["is_listed"]


def is_listed(board: Switchboard, name: str, caller: str) -> bool:
    """Whether a list holds the caller's number, or its beginning."""
    return bool(caller) and any(
        caller.startswith(entry.value) if entry.is_prefix else caller == entry.value
        for entry in board.lists[name]
    )
