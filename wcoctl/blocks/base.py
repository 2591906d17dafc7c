"""What all block types share, and what each may say of itself; most say little."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from wcoctl.blocks.exits import Exits, Taken, Way
from wcoctl.model.base import Language, Strict
from wcoctl.model.finding import Finding, Names, Place
from wcoctl.model.named import Collection

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["BaseBlock", "Forward"]

_UNASKED = (Taken.PASSED, Taken.FAILED)


class Forward(NamedTuple):
    """A number outside the company at which a block lets a call ring."""

    number: str
    always: bool
    """Whether it rings for each call that comes to the block."""
    place: Place
    """Where the tenant's file names it."""


class BaseBlock(Strict):
    """What every block has. Places are those below the block, if nothing else is said."""

    language: Language | None = None
    """Language of this block's system prompts; the tenant's if omitted."""

    if TYPE_CHECKING:
        type: str

    collection: ClassVar[Collection | None] = None
    """The collection as an entry of which other parts of a spec may name a block of this type."""
    sends_mail: ClassVar[bool] = False
    goes_on: ClassVar[bool] = False
    """Whether every call leaves it by one of the ways that nobody chooses."""

    def exits_of(self) -> Exits | None:
        """Return the named exits; none of a block that ends the call."""
        exits: Exits | None = getattr(self, "exits", None)
        return exits

    def choices(self) -> Iterator[Way]:
        """Yield the ways out that have no exit of their own in the spec: keys, rules, values."""
        yield from ()

    def ways(self) -> Iterator[Way]:
        """Yield each way out, in the order of the spec."""
        yield from self.choices()
        if exits := self.exits_of():
            yield from exits.ways()

    def unused(self) -> frozenset[str]:
        """Return the exits that no call can take with these settings."""
        return frozenset()

    def used_ways(self) -> Iterator[Way]:
        """Yield each way out that a call can take."""
        unused = self.unused()
        return (way for way in self.ways() if way.exit not in unused)

    def passive_ways(self, tenant: "Tenant") -> Iterator[Way]:  # noqa: ARG002 - others need it
        """Yield the ways that lead on although the caller chose nothing and nobody's phone rang."""
        return (way for way in self.ways() if way.taken in _UNASKED)

    def onward_ways(self, tenant: "Tenant") -> tuple[list[Way], bool]:  # noqa: ARG002 - others need it
        """Return the ways on that the caller does not choose, and whether every call takes one of them."""
        unchosen = [way for way in self.ways() if way.taken not in (Taken.CHOSEN, Taken.AFTER_CALL)]
        return unchosen, self.goes_on

    def offered(self, tenant: "Tenant") -> list[str]:  # noqa: ARG002 - others need it
        """Return the internal numbers that may be dialled in it."""
        return []

    def numbers(self) -> Iterator[tuple[Place, str]]:
        """Yield each number that its settings let ring."""
        yield from ()

    def forwards(self, tenant: "Tenant", name: str) -> Iterator[Forward]:  # noqa: ARG002 - others need it
        """Yield the phones at which the block of this name lets a call ring; places are those of the file."""
        yield from ()

    def texts(self, tenant: "Tenant", name: str) -> Iterator[tuple[str, str, Language]]:  # noqa: ARG002 - others need it
        """Yield what is spoken besides the spec's prompts: a name that no spec can give, the text, its language."""
        yield from ()

    def hosts(self) -> Iterator[tuple[Place, str]]:
        """Yield each host of the company that its calls ask."""
        yield from ()

    def variables_told(self) -> Sequence[str]:
        """Return the variables that it gives a value."""
        return ()

    def check(self, tenant: "Tenant", name: str, names: Names) -> Iterator[Finding]:  # noqa: ARG002 - others need it
        """Yield what is wrong with the block of this name that its types do not tell."""
        yield from ()
