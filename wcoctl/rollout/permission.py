"""What the operator has said beforehand about an apply that could hurt."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["EVERYTHING", "Permission"]


def _refuse(_removed: list[str]) -> bool:
    return False


@dataclass(frozen=True)
class Permission:
    """By itself it allows nothing that takes something away."""

    revision: int | None = None
    """Revision of the hosts that the workspace's files may replace."""
    any_revision: bool = False
    new_secrets: bool = False
    break_lock: bool = False
    max_removals: int | None = None
    confirm: Callable[[list[str]], bool] = _refuse
    """Asks whether these tenants may be removed."""


EVERYTHING = Permission(any_revision=True, break_lock=True, max_removals=10**9, confirm=lambda _removed: True)
"""For hosts that are nobody's, such as the demonstration's; not for secrets: bare hosts need no leave for those."""
