"""Internal number: settings, exits, and the rule that it offers some."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from wcoctl.blocks.exits import AfterCall, Exits, Failed, Unreached
from wcoctl.blocks.input import InputBlock
from wcoctl.model.base import HANGUP
from wcoctl.model.finding import Finding, Names, suggest

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["MODEL", "InternalNumberBlock"]


class InternalNumberExits(Exits):
    """Exits of the internal number block."""

    busy: Unreached
    """The user of the internal number is busy."""
    no_answer: Unreached
    """The user of the internal number does not answer."""
    wrong_number: Failed
    """The caller dialled no internal number that may be dialled here, at the last try."""
    no_input: Failed
    """The caller dialled nothing (brak reakcji), at the last try."""
    end_of_call: AfterCall = HANGUP
    """The user hung up after a conversation."""


class InternalNumberBlock(InputBlock):
    """Internal number (numer wewnętrzny): the caller dials 2 to 6 digits to reach a user or a group."""

    type: Literal["internal_number"]
    """Type of the block."""
    available: list[str] | None = None
    """Which internal numbers may be dialled here; all of the tenant's if omitted."""
    exits: InternalNumberExits
    """Where calls go that reached nobody."""

    def offered(self, tenant: "Tenant") -> list[str]:
        """Return the internal numbers that may be dialled in it."""
        return list(tenant.internal_numbers if self.available is None else dict.fromkeys(self.available))

    def check(self, tenant: "Tenant", name: str, names: Names) -> Iterator[Finding]:
        """Check that there are internal numbers, and each of them once."""
        known = names["internal_numbers"]
        if not (known if self.available is None else self.available):
            yield Finding(
                (), "offers no internal numbers", "add `internal_numbers` to the tenant, or delete the block"
            )
        seen: set[str] = set()
        for position, digits in enumerate(self.available or ()):
            if digits not in known:
                hint = suggest(digits, known, "`internal_numbers`")
                yield Finding(("available", position), f"unknown internal number `{digits}`", hint)
            elif digits in seen:
                yield Finding(
                    ("available", position), f"duplicate internal number `{digits}`", "keep one of them"
                )
            seen.add(digits)
        yield from super().check(tenant, name, names)


MODEL = InternalNumberBlock
