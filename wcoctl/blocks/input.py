"""What menu and internal number share: a prompt, then digits from the caller."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from wcoctl.blocks.base import BaseBlock
from wcoctl.model.base import Seconds
from wcoctl.model.finding import Finding, Names
from wcoctl.model.named import PromptName

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["InputBlock", "MenuKey", "key_exit"]

MenuKey = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]

_KEY_NAMES = {"*": "star", "#": "hash"}


def key_exit(key: str) -> str:
    """Return the name of the exit that a key takes."""
    return f"key_{_KEY_NAMES.get(key, key)}"


class InputBlock(BaseBlock):
    """What menu and internal number share: a prompt, then digits from the caller."""

    prompt: PromptName
    """Prompt with the instruction; played again at each repeat."""
    retry_prompt: PromptName | None = None
    """Prompt after a wrong key or number; the system prompt "invalid" if omitted."""
    no_input_seconds: Seconds = 5
    """How long to wait for the first digit after the prompt."""
    inter_digit_seconds: Seconds = 3
    """How long to wait for each further digit."""
    repeats: Annotated[int, Field(ge=0, le=9)] = 2
    """How many more times the caller may try after the first failure."""
    barge_in: bool = True
    """Whether a digit stops the prompt; without it digits before the prompt's end are ignored."""
    mixed_lengths: bool = False
    """Whether internal numbers offered here may begin with one another: `#` or a pause ends one."""

    def check(self, tenant: "Tenant", _name: str, _names: Names) -> Iterator[Finding]:
        """Check that internal numbers do not begin alike, unless callers are told to end them."""
        # Sorted, a number stands right before the first that begins with it.
        for shorter, longer in pairwise(() if self.mixed_lengths else sorted(self.offered(tenant))):
            if longer.startswith(shorter) and longer != shorter:
                hint = "change one of them, or set mixed_lengths: true and ask callers to end with #"
                yield Finding(
                    (), f"offers the internal number {shorter}, which is the beginning of {longer}", hint
                )
