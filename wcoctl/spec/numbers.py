"""Phone numbers of the spec: read in any usual form, E.164 inside."""

from functools import lru_cache
from typing import Annotated

import phonenumbers
from pydantic import AfterValidator, StringConstraints

__all__ = ["PhoneNumber", "normalise"]

HOME_REGION = "PL"
"""Region of numbers written without a country code."""


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """Return the number as E.164 (``+48221234567``); ValueError says what is wrong with it."""
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError("is not a phone number") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError("is not a number that any network has assigned")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


PhoneNumber = Annotated[str, StringConstraints(max_length=32), AfterValidator(normalise)]
