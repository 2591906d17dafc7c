"""An old version of a document as a new draft."""

from typing import Any

from wco_portal.drafts.document import Document

__all__ = ["restored"]

_OPERATORS = ("tenant", "contract")
"""What only the operator changes: it stays as it is now."""


def restored(old: Document, present: Document) -> dict[str, Any]:
    """Return the old document, with what is the operator's as it is now; numbers that the company has got since stay too."""
    document = dict(old) | {key: present[key] for key in _OPERATORS if key in present}
    for key in _OPERATORS:
        if key not in present:
            document.pop(key, None)
    entries = {one["number"]: one for one in _numbers(old)}
    primary, *additional = (entries.get(one["number"], one) for one in _numbers(present))
    document["main_numbers"] = dict(present["main_numbers"]) | {"primary": primary}
    if additional:
        document["main_numbers"]["additional"] = additional
    return document


def _numbers(document: Document) -> list[dict[str, Any]]:
    numbers = document["main_numbers"]
    return [numbers["primary"], *numbers.get("additional", [])]
