"""Polish public holidays: rows that belong to the site."""

from functools import cache

from wcoctl.compile.rows import HolidayRow

__all__ = ["YEARS", "holiday_rows"]

YEARS = range(2025, 2046)
"""Fixed, so that the same release compiles to the same rows in every year."""


@cache
def holiday_rows() -> tuple[HolidayRow, ...]:
    """Return one row for each public holiday, by day."""
    import holidays  # here, as only the site asks: it takes as long as reading 500 tenants from the cache

    # The language is named: the package would otherwise follow the locale of the controller.
    calendar = holidays.country_holidays("PL", years=YEARS, language="en_US")
    return tuple(HolidayRow(day.isoformat(), name) for day, name in sorted(calendar.items()))
