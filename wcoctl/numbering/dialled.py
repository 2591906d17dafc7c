"""Numbers as people dial them on a phone of the operator's country."""

import re

__all__ = ["HOME_CODE", "HOME_REGION", "dialled_number"]

HOME_REGION = "PL"
"""Region of numbers written without a country code."""
HOME_CODE = "+48"
"""Its country code."""


def dialled_number(digits: str) -> str:
    """Return the number (E.164) that is meant by digits: nine of them, or 00 and a country's; '' for none.

    The dialplan's queries `redirect_number` and `transfer` say the same; a test compares them.
    """
    if re.fullmatch(r"00[1-9][0-9]{7,14}", digits):
        return f"+{digits[2:]}"
    return f"{HOME_CODE}{digits}" if re.fullmatch(r"[1-9][0-9]{8}", digits) else ""
