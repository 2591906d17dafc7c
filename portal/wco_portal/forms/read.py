"""From what a form submitted to the data of the spec.

Only what the fields ask for is read, whatever else was sent. What cannot be read as its type stays the text that was typed: the
rules of the spec say what is wrong with it, and the form shows it again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wco_portal.forms.field import Field, Kind
from wco_portal.forms.submitted import Submitted, clean, positions
from wcoctl.model.entries import ABSENT

__all__ = ["below", "read_form"]

_WHOLE = re.compile(r"-?[0-9]{1,9}").fullmatch
_NAMED = re.compile(r"\(([a-z0-9_]+)\)\s*$").search
"""What a list of suggestions gives: ``Anna Nowak (anna)``."""
_EMPTY_WITH = {"equals": "variable"}
"""Texts that mean something when they are empty, as soon as another setting is there."""
_SHORT_HOUR = re.compile(r"(?<![0-9])([0-9]:[0-5][0-9])")


def read_form(fields: Sequence[Field], submitted: Submitted, before: Any = None) -> dict[str, Any]:
    """Return the data, without what is as it is by default; ``before`` has what the form cannot change."""
    return _settings(fields, submitted, "", before)


def below(path: str, name: str | int) -> str:
    """Return the name of what is in something."""
    return f"{path}.{name}" if path else str(name)


def _settings(fields: Sequence[Field], submitted: Submitted, path: str, before: Any) -> dict[str, Any]:
    found = {}
    for field in fields:
        kept = before.get(field.name, ABSENT) if isinstance(before, Mapping) else ABSENT
        value = _value(field, submitted, below(path, field.name), kept)
        if value is ABSENT and _EMPTY_WITH.get(field.name) in found:
            value = ""
        if value is not ABSENT and (field.required or not _same(value, field.default)):
            found[field.name] = value
    return found


def _same(value: Any, default: Any) -> bool:
    """Tell whether a value is the default; ``1`` is not ``true``."""
    return type(value) is type(default) and bool(value == default)


def _value(field: Field, submitted: Submitted, path: str, before: Any) -> Any:
    text = clean((submitted.get(path) or [""])[0])
    if field.kind in _OF_TEXT:
        return _OF_TEXT[field.kind](text)
    return _OF_PARTS[field.kind](field, submitted, path, before)


def _short(text: str) -> Any:
    return text.strip() or ABSENT


def _long(text: str) -> Any:
    return text if text.strip() else ABSENT


def _number(text: str) -> Any:
    return int(text) if _WHOLE(text.strip()) else _short(text)


def _maybe(text: str) -> Any:
    return {"true": True, "false": False}.get(text, ABSENT)


def _named(text: str) -> Any:
    found = _NAMED(text)
    return found.group(1) if found else _short(text)


def _hours(text: str) -> Any:
    tidied = _SHORT_HOUR.sub(r"0\1", re.sub(r"\s*[-–]\s*", "-", text))
    found = re.split(r"[,;\s]+", tidied.strip(" ,;\n\t"))
    return [] if found == [""] else found[0] if len(found) == 1 else found


_OF_TEXT: Mapping[Kind, Callable[[str], Any]] = {
    Kind.TEXT: _short,
    Kind.LONG: _long,
    Kind.NUMBER: _number,
    Kind.MAYBE: _maybe,
    Kind.CHOICE: _short,
    Kind.REFERENCE: _named,
    Kind.TARGET: _named,
    Kind.PHONE: _short,
    Kind.EMAIL: _short,
    Kind.DAY: _short,
    Kind.HOURS: _hours,
    Kind.SWITCH: bool,
}


def _part(submitted: Submitted, path: str, name: str) -> str:
    return clean((submitted.get(below(path, name)) or [""])[0]).strip()


def _moment(_field: Field, submitted: Submitted, path: str, _before: Any) -> Any:
    day, time = _part(submitted, path, "day"), _part(submitted, path, "time")
    return f"{day}T{time}" if time else day or ABSENT


def _days(_field: Field, submitted: Submitted, path: str, _before: Any) -> Any:
    first, last = _part(submitted, path, "first"), _part(submitted, path, "last")
    return f"{first}-{last}" if last and last != first else first or ABSENT


def _choices(field: Field, submitted: Submitted, path: str, _before: Any) -> Any:
    return [option for option in field.options if option in submitted.get(path, ())]


def _lines(field: Field, submitted: Submitted, path: str, _before: Any) -> Any:
    found = [line.strip() for line in clean((submitted.get(path) or [""])[0]).split("\n") if line.strip()]
    return found or ([] if field.default == [] or field.required else ABSENT)


def _rows(field: Field, submitted: Submitted, path: str, before: Any) -> Any:
    (row,) = field.inner
    kept: Sequence[Any] = before if isinstance(before, list) else ()
    rows = positions(submitted, path) if field.growing else range(len(kept))
    found = [
        _value(row, submitted, below(path, position), ABSENT if field.growing else kept[position])
        for position in rows
    ]
    return [one for one in found if one is not ABSENT]


def _group(field: Field, submitted: Submitted, path: str, before: Any) -> Any:
    return _settings(field.inner, submitted, path, before)


def _optional(field: Field, submitted: Submitted, path: str, before: Any) -> Any:
    return _group(field, submitted, path, before) if submitted.get(below(path, "given")) else ABSENT


def _mapping(field: Field, submitted: Submitted, path: str, _before: Any) -> Any:
    found: dict[str, Any] = {}
    for position in positions(submitted, path):
        key, value = (
            _value(part, submitted, below(below(path, position), part.name), ABSENT) for part in field.inner
        )
        if key is ABSENT and value in (ABSENT, {}, []):
            continue
        name = "" if key is ABSENT else str(key)
        if name in found:
            # Not a key that the spec takes: both rows stay, and the rules ask for another one.
            name = f"{name} ({position + 1})"
        found[name] = None if value is ABSENT else value
    return found


def _variant(field: Field, submitted: Submitted, path: str, before: Any) -> Any:
    tag = field.inner[0].name
    chosen = _settings(field.inner, submitted, path, before)
    return chosen | _settings(field.variants.get(chosen.get(tag, ""), ()), submitted, path, before)


def _fixed(_field: Field, _submitted: Submitted, _path: str, before: Any) -> Any:
    return before


_OF_PARTS: Mapping[Kind, Callable[[Field, Submitted, str, Any], Any]] = {
    Kind.MOMENT: _moment,
    Kind.DAYS: _days,
    Kind.CHOICES: _choices,
    Kind.LINES: _lines,
    Kind.LIST: _rows,
    Kind.GROUP: _group,
    Kind.OPTIONAL: _optional,
    Kind.MAPPING: _mapping,
    Kind.VARIANT: _variant,
    Kind.FIXED: _fixed,
}
