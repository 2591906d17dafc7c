"""The Polish numbering plan: rows that belong to the site."""

from collections.abc import Iterator
from functools import cache

import phonenumbers
from phonenumbers import PhoneNumberType

from wcoctl.compile.rows import EmergencyRow, PremiumRow

__all__ = ["emergency_rows", "premium_rows"]

REGION, CODE = "PL", 48

ALARM_NUMBERS = frozenset({"112", *map(str, range(984, 988)), *map(str, range(991, 1000))})
"""Alarm numbers of the national plan: rescue, police, fire brigade, and gas, water, heat and power in trouble."""

DEARER = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}


@cache
def emergency_rows() -> tuple[EmergencyRow, ...]:
    """Return the numbers at which help is called."""
    known = {str(n) for n in range(100, 1000) if phonenumbers.is_emergency_number(str(n), REGION)}
    return tuple(EmergencyRow(number) for number in sorted(ALARM_NUMBERS | known))


@cache
def premium_rows() -> tuple[PremiumRow, ...]:
    """Return the beginnings of numbers that cost more than a call within the country."""
    return tuple(_premium())


def _premium() -> Iterator[PremiumRow]:
    """Such numbers are told by three digits after the country's code, whatever follows."""
    for digits in range(100, 1000):
        number = phonenumbers.PhoneNumber(country_code=CODE, national_number=digits * 10**6)
        if phonenumbers.number_type(number) in DEARER:
            yield PremiumRow(f"+{CODE}{digits}")
