"""Numbering plans: rows that belong to the site."""

from functools import cache

import phonenumbers

from wcoctl.compile.rows import EmergencyRow, NumberRangeRow
from wcoctl.numbering.dialled import HOME_REGION
from wcoctl.numbering.ranges import ranges

__all__ = ["emergency_rows", "range_rows"]

ALARM_NUMBERS = frozenset({"112", *map(str, range(984, 988)), *map(str, range(991, 1000))})
"""Alarm numbers of the national plan: rescue, police, fire brigade, and gas, water, heat and power in trouble."""


@cache
def emergency_rows() -> tuple[EmergencyRow, ...]:
    """Return the numbers at which help is called."""
    known = {str(n) for n in range(100, 1000) if phonenumbers.is_emergency_number(str(n), HOME_REGION)}
    return tuple(EmergencyRow(number) for number in sorted(ALARM_NUMBERS | known))


@cache
def range_rows() -> tuple[NumberRangeRow, ...]:
    """Return the ranges of all numbers."""
    return tuple(NumberRangeRow(*one) for one in ranges())
