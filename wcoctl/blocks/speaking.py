"""What announcements share: one exit."""

from wcoctl.blocks.exits import Exits, Passed

__all__ = ["SpokenExits"]


class SpokenExits(Exits):
    """The way on after an announcement."""

    next: Passed
    """The prompt is over."""
