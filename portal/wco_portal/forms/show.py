"""A form filled with data: each field with its value as text, its rows, and the mistakes that are about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wco_portal.forms.field import Field, Kind
from wco_portal.forms.read import below
from wcoctl.model.entries import ABSENT
from wcoctl.model.finding import Finding, Place

__all__ = ["Choices", "Shown", "shown_form"]

Choices = Mapping[str, Mapping[str, str]]
"""By collection: what people call each entry."""

_SPARE = {Kind.REFERENCE, Kind.MAPPING}
"""Lists of these have an empty row at their end."""

_WEEK = "mon tue wed thu fri sat sun"


@dataclass(frozen=True)
class Shown:
    """A field as a page has it."""

    field: Field
    path: str
    value: Any
    """Text; of choices those that are chosen; of a moment or days two texts."""
    mistakes: Sequence[Finding] = ()
    inner: Sequence["Shown"] = ()
    """Of a group its settings, of a list its rows."""
    row: int | None = None
    """Which row of a list it is."""


class _Form:
    """Gives each field its mistakes, and keeps those that are about none."""

    def __init__(self, findings: Mapping[Place, Finding]) -> None:
        self.left = dict(findings)

    def shown(self, field: Field, value: Any, path: str, place: Place, row: int | None = None) -> Shown:
        inner = self._inner(field, value, path, place)
        mine = [self.left.pop(place)] if place in self.left else []
        if field.kind in (Kind.LINES, Kind.HOURS, Kind.CHOICES):
            below_it = [one for one in self.left if one[: len(place)] == place]
            mine += [self.left.pop(one) for one in below_it]
        return Shown(field, path, _text(field, value), mine, inner, row)

    def settings(self, fields: Sequence[Field], values: Any, path: str, place: Place) -> list[Shown]:
        known = values if isinstance(values, Mapping) else {}
        return [
            self.shown(
                field,
                known.get(field.name, field.default),
                below(path, field.name),
                (*place, field.name),
            )
            for field in fields
        ]

    def _inner(self, field: Field, value: Any, path: str, place: Place) -> list[Shown]:
        match field.kind:
            case Kind.GROUP | Kind.OPTIONAL:
                return self.settings(field.inner, value, path, place)
            case Kind.VARIANT:
                chosen = value.get(field.inner[0].name, "") if isinstance(value, Mapping) else ""
                return self.settings((*field.inner, *field.variants.get(chosen, ())), value, path, place)
            case Kind.LIST:
                return self._rows(field, value, path, place)
            case Kind.MAPPING:
                return self._pairs(field, value, path, place)
            case _:
                return []

    def _rows(self, field: Field, value: Any, path: str, place: Place) -> list[Shown]:
        (row,) = field.inner
        values = list(value) if isinstance(value, list) else []
        if row.kind in _SPARE:
            values.append(ABSENT)
        return [
            self.shown(row, one, below(path, position), (*place, position), position)
            for position, one in enumerate(values)
        ]

    def _pairs(self, field: Field, value: Any, path: str, place: Place) -> list[Shown]:
        key_field, value_field = field.inner
        pairs = list((value if isinstance(value, Mapping) else {}).items())
        if key_field.kind == Kind.DAYS:  # a database that sorts keys does not know the week
            pairs.sort(key=lambda pair: _WEEK.find(str(pair[0])[:3]))
        pairs.append(("", ABSENT))
        found = []
        for position, (key, one) in enumerate(pairs):
            inside = below(path, position)
            parts = [
                Shown(key_field, below(inside, "key"), _text(key_field, key)),
                self.shown(value_field, one, below(inside, "value"), (*place, key)),
            ]
            found.append(Shown(Field(str(position), Kind.GROUP), inside, "", (), parts, position))
        return found


def shown_form(
    fields: Sequence[Field], data: Any, findings: Mapping[Place, Finding]
) -> tuple[Sequence[Shown], Mapping[Place, Finding]]:
    """Return the filled form, and the mistakes that are about the whole of it."""
    form = _Form(findings)
    return form.settings(fields, data, "", ()), form.left


def _text(field: Field, value: Any) -> Any:
    match field.kind:
        case Kind.SWITCH:
            return value is True
        case Kind.OPTIONAL:
            return value is not ABSENT and value is not None
        case Kind.CHOICES:
            return [str(one) for one in value] if isinstance(value, list) else []
        case Kind.LINES:
            return "\n".join(map(str, value)) if isinstance(value, list) else _plain(value)
        case Kind.HOURS:
            return ", ".join(map(str, value)) if isinstance(value, list) else _plain(value)
        case Kind.MOMENT:
            return _plain(value)[:10], _plain(value)[11:]
        case Kind.DAYS:
            first, _, last = _plain(value).partition("-")
            return first, last
        case Kind.MAYBE:
            return {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else ""
        case _:
            return _plain(value)


def _plain(value: Any) -> str:
    if value is ABSENT or value is None or isinstance(value, (Mapping, list)):
        return ""
    return str(value)
