"""What routes ask for: the texts of a form that was submitted."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from wco_portal.forms.submitted import Submitted

__all__ = ["Filled"]

_MOST_FIELDS = 20_000
_LARGEST = 2_000_000
"""Characters of a form without uploads."""


async def _submitted(request: Request) -> Submitted:
    """Return the texts of a form by their names."""
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    size = sum(len(name) + sum(map(len, values)) for name, values in found.items())
    if size > _LARGEST or len(found) > _MOST_FIELDS:
        raise HTTPException(413)
    return found


Filled = Annotated[Submitted, Depends(_submitted)]
