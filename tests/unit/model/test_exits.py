"""Exits say when a call takes them."""

import pytest

from wcoctl.blocks.exits import Exits, Failed, Passed, Taken, Way
from wcoctl.model.base import HANGUP, Target


class ToyExits(Exits):
    """Exits of a toy."""

    next: Passed
    """It is over."""
    broken: Failed = HANGUP
    """It did not work."""


def test_an_exit_comes_with_when_it_is_taken() -> None:
    assert ToyExits(next="welcome").ways() == [
        Way(("exits", "next"), "next", "welcome", Taken.PASSED),
        Way(("exits", "broken"), "broken", HANGUP, Taken.FAILED),
    ]


def test_an_exit_that_does_not_say_so_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"HalfExits\.later does not say when it is taken"):

        class HalfExits(ToyExits):
            """Exits of half a toy."""

            later: Target
            """Some time."""
