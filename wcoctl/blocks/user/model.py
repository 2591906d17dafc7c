"""User: settings, exits, and where calls to the user go on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from wcoctl.blocks.base import BaseBlock, Forward
from wcoctl.blocks.dial import DialExits
from wcoctl.blocks.exits import Way
from wcoctl.model.base import Seconds
from wcoctl.model.named import UserName

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["MODEL", "UserBlock"]

_UNANSWERED = "no_answer"


class UserBlock(BaseBlock):
    """User (użytkownik): rings one user's phone."""

    type: Literal["user"]
    """Type of the block."""
    user: UserName
    """User whose phone rings."""
    ring_seconds: Seconds | None = None
    """How long the phone rings; the user's own value if omitted."""
    exits: DialExits
    """Where calls that were not answered go, and callers after a conversation."""

    def _is_inactive(self, tenant: "Tenant") -> bool:
        return self.user in tenant.users and not tenant.users[self.user].active

    def passive_ways(self, tenant: "Tenant") -> Iterator[Way]:
        """Yield the ways that lead on although nobody's phone rang: an inactive user's does not ring."""
        return (way for way in self.ways() if way.exit == _UNANSWERED and self._is_inactive(tenant))

    def onward_ways(self, tenant: "Tenant") -> tuple[list[Way], bool]:
        """Return the ways on; every call to an inactive user takes the same one."""
        ways, goes_on = super().onward_ways(tenant)
        if not self._is_inactive(tenant):
            return ways, goes_on
        return [way for way in ways if way.exit == _UNANSWERED], True

    def forwards(self, tenant: "Tenant", _name: str) -> Iterator[Forward]:
        """Yield the user's phone, and those to which its calls are forwarded."""
        user = tenant.users[self.user]
        if not user.active:
            return
        if user.forwarding.always:
            yield Forward(user.forwarding.always, True, ("users", self.user, "forwarding", "always"))
            return
        yield Forward(user.number, True, ("users", self.user, "number"))
        for when, number in (("busy", user.forwarding.busy), ("no_answer", user.forwarding.no_answer)):
            if number:
                yield Forward(number, False, ("users", self.user, "forwarding", when))


MODEL = UserBlock
