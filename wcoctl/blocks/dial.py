"""What user and redirect share: one phone rings."""

from wcoctl.blocks.exits import AfterCall, Exits, Unreached
from wcoctl.model.base import HANGUP

__all__ = ["DialExits"]


class DialExits(Exits):
    """Exits of a block that rings one phone."""

    busy: Unreached
    """The phone is busy, or the call was rejected."""
    no_answer: Unreached
    """Nobody answered, or the phone cannot be reached."""
    end_of_call: AfterCall = HANGUP
    """Where the caller goes after the called person hangs up."""
