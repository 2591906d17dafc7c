"""Settings that name an entry of a collection; their types say which, and everything else follows from that."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from wcoctl.model.base import Identifier
from wcoctl.model.finding import Place

__all__ = [
    "AnnouncementName",
    "Collection",
    "GroupName",
    "ListName",
    "PromptName",
    "Reference",
    "RefersTo",
    "ScheduleName",
    "UserName",
    "references_in",
]

Collection = Literal["prompts", "lists", "schedules", "users", "groups", "occasional_announcements"]
"""What the parts of a tenant may name of each other."""


class RefersTo(NamedTuple):
    """In a type: its values are names of a collection's entries."""

    collection: Collection


class Reference(NamedTuple):
    """A name that stands at a place and means an entry of a collection."""

    place: Place
    collection: Collection
    name: str


AnnouncementName = Annotated[Identifier, RefersTo("occasional_announcements")]
GroupName = Annotated[Identifier, RefersTo("groups")]
ListName = Annotated[Identifier, RefersTo("lists")]
PromptName = Annotated[Identifier, RefersTo("prompts")]
ScheduleName = Annotated[Identifier, RefersTo("schedules")]
UserName = Annotated[Identifier, RefersTo("users")]

_Finder = Callable[[Any, Place], Iterator[Reference]]
"""Yields the references of a value at a place."""


def references_in(model: BaseModel, place: Place = ()) -> Iterator[Reference]:
    """Yield every name in a model that means an entry of a collection; ``place`` is the model's own."""
    for name, finder in _finders(type(model)):
        value = getattr(model, name)
        if value is not None:
            yield from finder(value, (*place, name))


@cache
def _finders(model: type[BaseModel]) -> Sequence[tuple[str, _Finder]]:
    """Return the fields of a model that may have references, each with what finds them."""
    found = ((name, _finder(field.annotation, field.metadata)) for name, field in model.model_fields.items())
    return tuple((name, finder) for name, finder in found if finder)


def _finder(type_: Any, metadata: Sequence[Any] = ()) -> _Finder | None:
    """Return what finds the references in values of a type; None if there can be none."""
    for known in metadata:
        if isinstance(known, RefersTo):
            return lambda name, place: iter((Reference(place, known.collection, name),))
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is Annotated:
        return _finder(arguments[0], arguments[1:])
    if isinstance(type_, type) and issubclass(type_, BaseModel):
        return references_in
    inner = [finder for one in arguments if one is not NoneType and (finder := _finder(one))]
    if not inner:
        return None
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return lambda values, place: (
            found for key, value in values.items() for found in inner[-1](value, (*place, key))
        )
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return lambda values, place: (
            found for index, value in enumerate(values) for found in inner[0](value, (*place, index))
        )
    return inner[0]  # a union: of a name and nothing, or of models
