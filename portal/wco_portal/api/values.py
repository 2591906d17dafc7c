"""Values that programs send: what JSON allows and PostgreSQL or a person could not take is refused."""

import json
import math
from typing import Annotated, Any

from fastapi import Body
from pydantic import AfterValidator, JsonValue

__all__ = ["LARGEST", "Value", "size_of"]

_DEEPEST = 32
LARGEST = 256 * 1024
"""Bytes of an entry."""


def _sound(value: Any, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        raise ValueError(f"more than {_DEEPEST} levels")
    match value:
        case str():
            _sound_text(value)
        case float() if not math.isfinite(value):
            raise ValueError("a number that is none")
        case list():
            for one in value:
                _sound(one, depth + 1)
        case dict():
            for key, one in value.items():
                _sound_text(key)
                _sound(one, depth + 1)
        case _:
            pass
    return value


def _sound_text(text: str) -> None:
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("a character that is none")


def _something(value: Any) -> Any:
    if value is None:
        raise ValueError("null is nothing: DELETE removes an entry")
    return _sound(value)


Value = Annotated[JsonValue, Body(), AfterValidator(_something)]
"""Of an entry of a document."""


def size_of(value: Any) -> int:
    """Return how many bytes a value has as JSON."""
    return len(json.dumps(value, ensure_ascii=False).encode())
