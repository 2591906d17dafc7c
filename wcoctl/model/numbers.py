"""Phone numbers of the spec: read in any usual form, E.164 inside."""

from functools import lru_cache
from typing import Annotated

import phonenumbers
from pydantic import AfterValidator, StringConstraints

from wcoctl.model.base import refused
from wcoctl.numbering.dialled import HOME_REGION
from wcoctl.numbering.ranges import range_of

__all__ = ["PhoneNumber", "is_landline", "is_ordinary", "normalise"]

_HINT = "write a full number, such as +48 22 123 45 67"


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """Return the number as E.164 (``+48221234567``); ValueError says what is wrong with it."""
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise refused(f"`{text}` is not a phone number", _HINT) from error
    if not phonenumbers.is_valid_number(number):
        if _is_emergency(number):
            raise refused(f"`{text}` is an emergency number", "use the number of a person or a company")
        raise refused(f"`{text}` is not an assigned number", _HINT)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_landline(number: str) -> bool:
    """Whether a number (E.164) belongs to a landline network (sieć stacjonarna)."""
    return range_of(number).kind == "landline"


def is_ordinary(number: str) -> bool:
    """Whether a number (E.164) is one at which everybody calls the operator, for the price of an ordinary call."""
    found = range_of(number)
    return found.region == HOME_REGION and found.kind != "premium"


def _is_emergency(number: phonenumbers.PhoneNumber) -> bool:
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return phonenumbers.is_emergency_number(str(number.national_number), region)


PhoneNumber = Annotated[
    str, StringConstraints(max_length=32, pattern=r"^\+?[0-9(][0-9 ()./-]*$"), AfterValidator(normalise)
]
