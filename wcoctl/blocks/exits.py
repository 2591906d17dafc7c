"""Exits: the ways out of a block, and what makes a call take them."""

from enum import Enum, auto
from typing import Annotated, Any, ClassVar, NamedTuple

from wcoctl.model.base import Strict, Target
from wcoctl.model.finding import Place

__all__ = ["AfterCall", "Chosen", "Exits", "Failed", "Passed", "Taken", "Unreached", "Way"]


class Taken(Enum):
    """When a call takes an exit."""

    PASSED = auto()
    """The block has done its work; the caller chose nothing, and no phone rang."""
    FAILED = auto()
    """It could not do its work; the caller chose nothing that exists, and no phone rang."""
    UNREACHED = auto()
    """A phone rang, and nobody took the call."""
    AFTER_CALL = auto()
    """The called side has hung up after a conversation."""
    CHOSEN = auto()
    """The caller has chosen it by a key or a code."""


Passed = Annotated[Target, Taken.PASSED]
Failed = Annotated[Target, Taken.FAILED]
Unreached = Annotated[Target, Taken.UNREACHED]
AfterCall = Annotated[Target, Taken.AFTER_CALL]
Chosen = Annotated[Target, Taken.CHOSEN]


class Way(NamedTuple):
    """One way out of a block."""

    place: Place
    """Where the spec names it, below the block."""
    exit: str
    """Its name in paths of calls and in the call plan."""
    target: str
    taken: Taken


class Exits(Strict):
    """The named exits of a block type; each is annotated with when it is taken."""

    _taken: ClassVar[dict[str, Taken]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse an exit of which nobody says when it is taken."""
        super().__pydantic_init_subclass__(**kwargs)
        cls._taken = {
            name: known
            for name, field in cls.model_fields.items()
            for known in field.metadata
            if isinstance(known, Taken)
        }
        for name in cls.model_fields.keys() - cls._taken:
            raise TypeError(f"{cls.__name__}.{name} does not say when it is taken (wcoctl/blocks/exits.py)")

    def ways(self) -> "list[Way]":
        """Return the exits in the order of the spec."""
        return [Way(("exits", name), name, getattr(self, name), taken) for name, taken in self._taken.items()]
