"""How stories name phones and numbers, and what they dial."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from wcoctl.model.numbers import normalise

__all__ = [
    "ANONYMOUS",
    "ANYBODY",
    "SYSTEM_SOUND",
    "Dialled",
    "PhoneName",
    "Shown",
    "digits",
    "is_named",
    "is_number",
]

ANYBODY = "anybody"
"""Stands for whichever phone a strategy may choose freely."""
ANONYMOUS = "anonymous"
SYSTEM_SOUND = "system_"
"""Begins the name of a sound that is Asterisk's own."""


def _dialled(text: str) -> str:
    if text == ANONYMOUS or {"*", "#"} & set(text):
        return text
    try:
        return normalise(text)
    except ValueError:
        if text.removeprefix("+").isdecimal():
            return text
        raise


_NUMBER = r"\+?[0-9(*#][0-9 ()./*#-]{0,39}"
Dialled = Annotated[str, StringConstraints(pattern=f"^{_NUMBER}$"), AfterValidator(_dialled)]
"""A number in E.164, or anything else that a phone can dial, as it is: ``112``, ``*666501502503``."""

Shown = Annotated[str, StringConstraints(pattern=f"^({_NUMBER}|anonymous)$"), AfterValidator(_dialled)]
"""What a phone is shown as the caller's number."""

PhoneName = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,39}|\+?[0-9*#]{1,40})$")]
"""A user, or the number of a phone that is not a user's."""


def digits(number: str) -> str:
    """Return a number as networks may write it too, without the plus."""
    return number.removeprefix("+")


def is_number(dialled: str) -> bool:
    """Tell whether what somebody dials is a number in E.164."""
    return dialled.startswith("+") and dialled[1:].isdecimal()


def is_named(number: str, name: str, numbers: Mapping[str, str]) -> bool:
    """Tell whether a story means the phone of this number by a name."""
    return name == ANYBODY or digits(numbers.get(name, name)) == digits(number)
