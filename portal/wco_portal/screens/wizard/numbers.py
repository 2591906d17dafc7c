"""Sixth step: where calls to the company's further main numbers begin."""

from collections.abc import Mapping
from typing import Any

from wco_portal.drafts.document import Document, value_at, with_value
from wco_portal.forms.submitted import Submitted
from wco_portal.screens.wizard.arrangement import blocks_of
from wco_portal.screens.wizard.step import Step, field
from wco_portal.switchboard.names import name_of
from wco_portal.texts import marked

__all__ = ["NUMBERS"]

_PLACE = ("main_numbers", "additional")


def _further(document: Document) -> list[dict[str, Any]]:
    found = value_at(document, _PLACE)
    return [dict(one) for one in found] if isinstance(found, list) else []


def _shown(document: Document, submitted: Submitted) -> Mapping[str, Any]:
    return {
        "primary": value_at(document, ("main_numbers", "primary", "number")),
        "numbers": [
            (one.get("number", ""), field(submitted, f"entry.{row}", one.get("entry", "")))
            for row, one in enumerate(_further(document))
        ],
        "targets": [(name, name_of(name, value)) for name, value in blocks_of(document).items()],
    }


def _changed(document: Document, submitted: Submitted) -> dict[str, Any]:
    numbers = _further(document)
    blocks = blocks_of(document)
    for row, one in enumerate(numbers):
        entry = field(submitted, f"entry.{row}", one.get("entry", ""))
        if entry in blocks:
            one["entry"] = entry
        elif not entry:
            one.pop("entry", None)
    return with_value(document, _PLACE, numbers) if numbers else dict(document)


NUMBERS = Step("numbers", marked("Additional numbers"), _shown, _changed)
