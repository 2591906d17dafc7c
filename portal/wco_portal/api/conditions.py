"""If-Match and If-None-Match (RFC 9110, 13.1): who changes something says what they have seen."""

import re
from typing import Annotated, Any

from fastapi import Header

from wco_portal.api.problems import Refusal
from wco_portal.drafts.document import mark_of
from wco_portal.drafts.draft import Overtaken
from wcoctl.model.entries import ABSENT

__all__ = ["IfMatch", "IfNoneMatch", "etag", "required_marks", "seen_mark"]

IfMatch = Annotated[str, Header(description="ETag of what is to be changed")]
IfNoneMatch = Annotated[str, Header(description="* for an entry that is to be new")]

_TAG = re.compile(r'"([^"]*)"')
"""Weak ones are taken like strong ones: proxies that compress make ours weak, and they are about the data, not its bytes."""


def etag(mark: object) -> dict[str, str]:
    """Return the header that tells how something stands."""
    return {"ETag": f'"{mark}"'}


def required_marks(if_match: str) -> list[str]:
    """Return the marks of If-Match; a refusal without."""
    if not if_match.strip():
        raise Refusal(428, "If-Match is needed: the ETag of what you have seen.", "condition")
    return _TAG.findall(if_match)


def seen_mark(present: Any, if_match: str, if_none_match: str) -> str:
    """Return the mark that the sender has seen of an entry, empty for none; Overtaken if that is not how it stands."""
    if if_none_match.strip() == "*":
        return ""
    if present is ABSENT and not if_match.strip():
        raise Refusal(428, "If-None-Match: * is needed for a new entry.", "condition")
    marks, mark = required_marks(if_match), mark_of(present)
    if present is ABSENT or (mark not in marks and if_match.strip() != "*"):
        raise Overtaken(present)
    return mark
