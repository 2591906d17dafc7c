"""Personalised announcement: settings, exits, and the rule that each variable can have a value."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from wcoctl.blocks.base import BaseBlock
from wcoctl.blocks.speaking import SpokenExits
from wcoctl.model.base import LongText
from wcoctl.model.finding import Finding, Names, listed
from wcoctl.model.named import PromptName, UserName

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["MODEL", "PersonalAnnouncement"]

_FACTS = {"company", "caller_name", "caller_number", "dialled_number", "user_name"}
_PLACE = re.compile(r"\{([^{}]*)\}")


class PersonalAnnouncement(BaseBlock):
    """Personalised announcement (komunikat spersonalizowany): a text spoken for this one caller.

    The text may hold ``{company}``, ``{caller_name}`` (of the contact with the caller's number), ``{caller_number}``,
    ``{dialled_number}``, ``{user_name}`` (of ``user``) and the variables of webhooks before it.
    """

    goes_on: ClassVar[bool] = True

    type: Literal["personal_announcement"]
    """Type of the block."""
    text: LongText
    """What speech synthesis says, with variables in braces."""
    user: UserName | None = None
    """User whose name `{user_name}` stands for."""
    otherwise: PromptName
    """Prompt for callers for whom a variable has no value, and while speech synthesis is out of order."""
    exits: SpokenExits
    """Where the call goes on."""

    def check(self, tenant: "Tenant", _name: str, _names: Names) -> Iterator[Finding]:
        """Check that a text with variables names known ones, and at least one."""
        told = (block.variables_told() for block in tenant.blocks.values())
        known = sorted(_FACTS.union(*told))
        place, used = ("text",), _PLACE.findall(self.text)
        for variable in dict.fromkeys(used):
            if variable not in known:
                yield Finding(place, f"unknown variable {{{variable}}}", f"must be one of: {listed(known)}")
        if not used:
            yield Finding(place, "has no variable", "use a prompt and a block of type announcement")
        if "user_name" in used and self.user is None:
            yield Finding(place, "uses {user_name} without a user", "set `user`")


MODEL = PersonalAnnouncement
