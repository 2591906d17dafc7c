"""Redirect: settings, exits, and the rule that it does not call the switchboard itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from wcoctl.blocks.base import BaseBlock, Forward
from wcoctl.blocks.dial import DialExits
from wcoctl.model.base import Seconds
from wcoctl.model.finding import Finding, Names, Place
from wcoctl.model.numbers import PhoneNumber

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["MODEL", "Redirect"]


class Redirect(BaseBlock):
    """Redirect (przekierowanie): rings a fixed number."""

    type: Literal["redirect"]
    """Type of the block."""
    number: PhoneNumber
    """Number of any network, outside the switchboard."""
    ring_seconds: Seconds = 30
    """How long the phone rings."""
    exits: DialExits
    """Where calls that were not answered go, and callers after a conversation."""

    def numbers(self) -> Iterator[tuple[Place, str]]:
        """Yield the number."""
        yield ("number",), self.number

    def forwards(self, _tenant: "Tenant", name: str) -> Iterator[Forward]:
        """Yield the number, which every call rings."""
        yield Forward(self.number, True, ("blocks", name, "number"))

    def check(self, tenant: "Tenant", _name: str, _names: Names) -> Iterator[Finding]:
        """Check that the number is not a main number of this company."""
        if self.number in tenant.main_numbers.all():
            hint = "lead the exit to the block where the number's calls begin"
            yield Finding(("number",), f"{self.number} is a main number of this switchboard", hint)


MODEL = Redirect
