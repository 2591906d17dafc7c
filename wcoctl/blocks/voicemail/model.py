"""Voicemail: settings, exits, and the rule that its messages have somebody to go to."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from wcoctl.blocks.base import BaseBlock
from wcoctl.blocks.exits import Exits, Failed, Passed
from wcoctl.blocks.group.model import Group
from wcoctl.model.base import HANGUP, EmailAddress
from wcoctl.model.finding import Finding, Names
from wcoctl.model.named import GroupName, PromptName, UserName

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["MODEL", "Voicemail"]


class VoicemailExits(Exits):
    """Exits of a voicemail."""

    recorded: Passed
    """The message is kept."""
    nothing_said: Failed
    """The caller said nothing."""
    full: Failed = HANGUP
    """No message is taken: a quota of the contract is used up, or the disk is full. The caller has been told so."""


class Voicemail(BaseBlock):
    """Voicemail (poczta głosowa) of a user or a group: sent by e-mail with the audio attached."""

    sends_mail: ClassVar[bool] = True

    type: Literal["voicemail"]
    """Type of the block."""
    user: UserName | None = None
    """User whose voicemail it is; either this or group."""
    group: GroupName | None = None
    """Group block whose voicemail it is."""
    email: Annotated[list[EmailAddress], Field(min_length=1, max_length=10)] | None = None
    """Where messages go; the user's address if omitted, or those of the group's members."""
    greeting: PromptName
    """Prompt before the tone."""
    max_seconds: Annotated[int, Field(ge=5, le=600)] = 120
    """Longest message."""
    pause_seconds: Annotated[int, Field(ge=4, le=60, multiple_of=2)] = 10
    """Silence that ends the message; halfway a tone warns the caller, who may go on speaking."""
    exits: VoicemailExits
    """Where the call goes on after the message."""

    def check(self, tenant: "Tenant", _name: str, _names: Names) -> Iterator[Finding]:
        """Check that it is one's of a user or a group, and that its messages arrive somewhere."""
        if self.user is None and self.group is None:
            yield Finding((), "has neither a user nor a group", "set one of them")
        elif self.user is not None and self.group is not None:
            yield Finding((), "has both a user and a group", "keep one of them")
        elif self.email is None:
            yield from self._check_addresses(tenant)

    def _check_addresses(self, tenant: "Tenant") -> Iterator[Finding]:
        """Look for an address among the people; who does not exist is another rule's."""
        group = tenant.blocks.get(self.group or "")
        members = group.members if isinstance(group, Group) else []
        people = [tenant.users[user] for user in [self.user, *members] if user in tenant.users]
        if (people or isinstance(group, Group)) and not any(user.email for user in people):
            message = (
                f"has no recipient for its messages: the user `{self.user}` has no e-mail address"
                if self.user
                else f"has no recipient for its messages: no member of `{self.group}` has an e-mail address"
            )
            yield Finding((), message, "add one there, or `email` here")


MODEL = Voicemail
