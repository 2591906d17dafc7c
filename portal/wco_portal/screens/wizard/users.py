"""First step: the people whose phones ring, several at a time."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from wco_portal.drafts.document import Document, with_value
from wco_portal.forms.submitted import Submitted
from wco_portal.screens.wizard.step import Mistake, Step, field
from wco_portal.switchboard.names import identifier_of
from wco_portal.texts import marked
from wcoctl.model.numbers import normalise

__all__ = ["USERS"]

_ROWS = 5
_FIRST, _LAST = 101, 9999
_LISTED = 20


def _shown(document: Document, submitted: Submitted) -> Mapping[str, Any]:
    internal = _mapping(document, "internal_numbers")
    dialled = {
        target.get("user"): number for number, target in internal.items() if isinstance(target, Mapping)
    }
    users = [
        (identifier, value, dialled.get(identifier, ""))
        for identifier, value in _mapping(document, "users").items()
        if isinstance(value, Mapping)
    ]
    return {
        "users": users[:_LISTED],
        "more": max(0, len(users) - _LISTED),
        "rows": [
            {
                part: field(submitted, f"{part}.{row}")
                or (number if part == "internal" and not submitted else "")
                for part in ("name", "number", "internal")
            }
            for row, number in zip(range(_ROWS), _free(internal), strict=False)
        ],
    }


def _changed(document: Document, submitted: Submitted) -> dict[str, Any]:
    changed = dict(document)
    for row in range(_ROWS):
        name, number = field(submitted, f"name.{row}"), field(submitted, f"number.{row}")
        if not name and not number:
            continue
        if not name:
            raise Mistake(f"name.{row}", marked("Write a name."))
        identifier = identifier_of(name, _mapping(changed, "users"))
        value = {"name": name, "number": _number(number, row)}
        changed = with_value(changed, ("users", identifier), value)
        if internal := field(submitted, f"internal.{row}"):
            changed = _with_internal(changed, internal, identifier, row)
    return changed


def _number(text: str, row: int) -> str:
    try:
        return normalise(text)
    except PydanticCustomError as error:
        raise Mistake(
            f"number.{row}", marked("Write a full phone number, such as +48 22 123 45 67.")
        ) from error


def _with_internal(document: Document, internal: str, user: str, row: int) -> dict[str, Any]:
    if not (internal.isascii() and internal.isdigit() and 2 <= len(internal) <= 6):
        raise Mistake(f"internal.{row}", marked("Use 2 to 6 digits."))
    if internal in _mapping(document, "internal_numbers"):
        raise Mistake(f"internal.{row}", marked("This number is taken already."))
    return with_value(document, ("internal_numbers", internal), {"user": user})


def _free(taken: Mapping[str, Any]) -> Iterator[str]:
    return (str(number) for number in range(_FIRST, _LAST) if str(number) not in taken)


def _mapping(document: Document, key: str) -> Mapping[str, Any]:
    found = document.get(key)
    return found if isinstance(found, Mapping) else {}


USERS = Step("users", marked("Users"), _shown, _changed, again=marked("Save and add more users"))
