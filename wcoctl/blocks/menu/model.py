"""Voice menu: settings, exits, and the rule that exits of internal numbers are wired when there are some."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from wcoctl.blocks.exits import AfterCall, Exits, Failed, Taken, Unreached, Way
from wcoctl.blocks.input import InputBlock, MenuKey, key_exit
from wcoctl.model.base import HANGUP, Target
from wcoctl.model.finding import Finding, Names

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["MODEL", "Menu"]

_OF_INTERNAL_NUMBERS = frozenset({"busy", "no_answer", "end_of_call"})


class MenuExits(Exits):
    """Exits of a menu besides its keys."""

    wrong_key: Failed
    """The caller pressed a key that leads nowhere, at the last try."""
    no_input: Failed
    """The caller pressed nothing, at the last try."""
    busy: Unreached = HANGUP
    """With dial_internal (and then required): the user of the internal number is busy."""
    no_answer: Unreached = HANGUP
    """With dial_internal (and then required): the user of the internal number does not answer."""
    end_of_call: AfterCall = HANGUP
    """With dial_internal: the user hung up after a conversation."""


class Menu(InputBlock):
    """Voice menu (menu głosowe): one digit chooses the way on."""

    type: Literal["menu"]
    """Type of the block."""
    keys: Annotated[dict[MenuKey, Target], Field(min_length=1)]
    """Where each key leads."""
    dial_internal: bool = False
    """Whether internal numbers may be dialled inside the menu too."""
    exits: MenuExits
    """Where calls go that no key took."""

    def choices(self) -> Iterator[Way]:
        """Yield the way of each key."""
        for key, target in self.keys.items():
            yield Way(("keys", key), key_exit(key), target, Taken.CHOSEN)

    def unused(self) -> frozenset[str]:
        """Return the exits of internal numbers where none may be dialled."""
        return frozenset() if self.dial_internal else _OF_INTERNAL_NUMBERS

    def offered(self, tenant: "Tenant") -> list[str]:
        """Return the internal numbers that may be dialled in it."""
        return list(tenant.internal_numbers) if self.dial_internal else []

    def check(self, tenant: "Tenant", name: str, names: Names) -> Iterator[Finding]:
        """Check that the exits of internal numbers are wired when there are some, and not otherwise."""
        wired = self.exits.model_fields_set
        for exit_ in ("busy", "no_answer"):
            if self.dial_internal and exit_ not in wired:
                hint = f"add `{exit_}`: with dial_internal a user may be rung from this menu"
                yield Finding(("exits", exit_), "is missing", hint)
        for exit_ in sorted(wired & self.unused()):
            yield Finding(("exits", exit_), "is never taken", "set dial_internal: true, or delete the exit")
        yield from super().check(tenant, name, names)


MODEL = Menu
