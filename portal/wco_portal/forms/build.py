"""From a model of the spec to the fields of its form."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from wco_portal.forms.field import Field, Kind
from wco_portal.forms.labels import KEY_LABELS, VALUE_LABELS, label_of
from wcoctl.model.base import EmailAddress, LeadsTo, LongText
from wcoctl.model.entries import ABSENT
from wcoctl.model.named import RefersTo
from wcoctl.model.numbers import PhoneNumber
from wcoctl.model.schedules import Day, DayRange, End, Moment, OpeningHours

__all__ = ["fields_of", "help_of"]

_KINDS: Sequence[tuple[Any, Kind]] = (
    (PhoneNumber, Kind.PHONE),
    (EmailAddress, Kind.EMAIL),
    (LongText, Kind.LONG),
    (Moment, Kind.MOMENT),
    (End, Kind.MOMENT),
    (Day, Kind.DAY),
    (DayRange, Kind.DAYS),
    (OpeningHours, Kind.HOURS),
)
_WRITTEN = (Kind.TEXT, Kind.PHONE, Kind.EMAIL)
"""Short enough for a line of a text."""


class _Type(NamedTuple):
    """A type without what is said about it, and that."""

    hint: Any
    said: Sequence[Any]
    optional: bool


@cache
def fields_of(model: type[BaseModel], names: tuple[str, ...] | None = None) -> tuple[Field, ...]:
    """Return the fields of a model's settings, in the model's order; of some of them if they are named."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        _setting(model, name, hints[name], info)
        for name, info in model.model_fields.items()
        if names is None or name in names
    )


def help_of(docstring: str | None) -> str:
    """Return what a model says of a setting as one line for people."""
    return re.sub(r"\s+", " ", docstring or "").replace("`", "").strip()


def _setting(model: type[BaseModel], name: str, hint: Any, info: FieldInfo) -> Field:
    known = {"required": info.is_required(), "default": _json(info), "help": help_of(info.description)}
    return _field(name, hint, known | {"label": label_of(name, model.__name__)})


def _json(info: FieldInfo) -> Any:
    """Return the default as a spec's file has it."""
    default = ABSENT if info.is_required() else info.default
    return {} if isinstance(default, BaseModel) else ABSENT if default is None else default


def _field(name: str, hint: Any, values: Mapping[str, Any]) -> Field:
    return Field(name, **{**values, **_by_type(name, _plain(hint), values)})


def _plain(hint: Any) -> _Type:
    said: list[Any] = []
    optional = False
    while True:
        if kind := next((kind for known, kind in _KINDS if hint == known), None):
            said.append(kind)
        if get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            said += [inner for one in more for inner in (one, *getattr(one, "metadata", ()))]
            continue
        parts = [part for part in get_args(hint) if part is not NoneType]
        if get_origin(hint) in (Union, UnionType) and len(parts) == 1:
            hint, optional = parts[0], True
            continue
        return _Type(hint, said, optional)


def _by_type(name: str, type_: _Type, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the type says about the field."""
    if kind := next((one for one in type_.said if isinstance(one, Kind)), None):
        return {"kind": kind, "longest": _said(type_, "max_length") or 300}
    for one in type_.said:
        if isinstance(one, RefersTo):
            return {"kind": Kind.REFERENCE, "collection": one.collection}
        if isinstance(one, LeadsTo):
            # An exit that is named is another thing than one that is not, even where both lead to the same block.
            return {"kind": Kind.TARGET, "hangup": one.hangup, "default": ABSENT}
    if isinstance(type_.hint, type) and issubclass(type_.hint, BaseModel):
        missing = type_.optional and known.get("default", ABSENT) is ABSENT
        return {"kind": Kind.OPTIONAL if missing else Kind.GROUP, "inner": fields_of(type_.hint)}
    return _BY_ORIGIN.get(get_origin(type_.hint) or type_.hint, _text)(name, type_)


def _said(type_: _Type, what: str) -> Any:
    return next((found for one in type_.said if (found := getattr(one, what, None)) is not None), None)


def _text(_name: str, type_: _Type) -> dict[str, Any]:
    return {"kind": Kind.TEXT, "longest": _said(type_, "max_length") or 300}


def _number(_name: str, type_: _Type) -> dict[str, Any]:
    bounds = {"least": _said(type_, "ge"), "most": _said(type_, "le"), "step": _said(type_, "multiple_of")}
    return {"kind": Kind.NUMBER, **bounds}


def _switch(_name: str, type_: _Type) -> dict[str, Any]:
    return {"kind": Kind.MAYBE if type_.optional else Kind.SWITCH}


def _choice(_name: str, type_: _Type) -> dict[str, Any]:
    options = get_args(type_.hint)
    return {"kind": Kind.CHOICE if len(options) > 1 else Kind.FIXED, "options": options}


def _list(_name: str, type_: _Type) -> dict[str, Any]:
    row = _field("", get_args(type_.hint)[0], {})
    if row.kind in _WRITTEN:
        return {"kind": Kind.LINES}
    if row.kind == Kind.CHOICE:
        return {"kind": Kind.CHOICES, "options": row.options}
    return {"kind": Kind.LIST, "inner": (row,)}


def _mapping(name: str, type_: _Type) -> dict[str, Any]:
    key, value = (
        _field(part, hint, {"required": True})
        for part, hint in zip(("key", "value"), get_args(type_.hint), strict=True)
    )
    labelled = (
        Field(**vars(key) | {"label": KEY_LABELS[name]}),
        Field(**vars(value) | {"label": VALUE_LABELS[name]}),
    )
    return {"kind": Kind.MAPPING, "inner": labelled}


def _variant(_name: str, type_: _Type) -> dict[str, Any]:
    """Return a field of models that one setting of theirs tells apart."""
    tag = _said(type_, "discriminator")
    variants = {
        option: tuple(field for field in fields_of(model) if field.name != tag)
        for model in get_args(type_.hint)
        for option in get_args(model.model_fields[tag].annotation)
    }
    chosen = Field(tag, Kind.CHOICE, label_of(tag), options=tuple(variants), required=True)
    return {"kind": Kind.VARIANT, "inner": (chosen,), "variants": variants}


_BY_ORIGIN: Mapping[Any, Callable[[str, _Type], dict[str, Any]]] = {
    int: _number,
    bool: _switch,
    Literal: _choice,
    list: _list,
    dict: _mapping,
    Union: _variant,
    UnionType: _variant,
}
