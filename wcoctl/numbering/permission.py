"""Whether a tenant may ring a number: the one question, asked of every number that rings."""

from collections.abc import Container
from typing import Literal

from wcoctl.numbering.ranges import range_of

__all__ = ["Refusal", "refusal"]

Refusal = Literal["", "wrong_number", "premium", "country"]


def refusal(number: str, countries: Container[str], premium: bool) -> Refusal:
    """Return why a contract with these countries does not let a number (E.164) be rung; empty when it does.

    At calls ``roles/asterisk/files/sql/guard.sql`` asks it.
    """
    _, region, kind, _ = range_of(number)
    if kind == "unassigned":
        return "wrong_number"
    if kind == "premium" and not premium:
        return "premium"
    return "" if region in countries else "country"
