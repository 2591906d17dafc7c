"""Moments: in the files of a node they are milliseconds since 1970, in PostgreSQL and in e-mails dates with a time zone."""

import time
from datetime import UTC, datetime, timedelta

__all__ = ["milliseconds_of", "moment_of", "now"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def now() -> int:
    """Return the present moment in milliseconds."""
    return time.time_ns() // 1_000_000


def moment_of(milliseconds: int) -> datetime:
    """Return a moment of a file, exact to the millisecond; OverflowError if there is no such year."""
    return EPOCH + milliseconds * MILLISECOND


def milliseconds_of(moment: datetime) -> int:
    """Return a moment as files hold it."""
    return (moment - EPOCH) // MILLISECOND
