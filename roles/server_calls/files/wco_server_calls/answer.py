"""What a company's server answered: the exit that it chooses, and the variables that it sets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wco_host.outside import ServerRefused
from wco_server_calls.question import Question

__all__ = ["MOST_BYTES", "Outcome", "is_json", "outcome_of"]

MOST_BYTES = 65536
"""Longest answer that is read."""
MOST_SIGNS = 200
"""Longest value of a variable that is kept."""


@dataclass(frozen=True)
class Outcome:
    """How a call to a server ended."""

    exit: str
    variables: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    """For the log."""


def is_json(content_type: str) -> bool:
    """Say whether a content type is JSON's."""
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )


def outcome_of(body: bytes, question: Question) -> Outcome:
    """Read an answer; raises ServerRefused when it is none."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise ServerRefused("no JSON") from None
    if not isinstance(answer, dict):
        raise ServerRefused("no JSON object")
    given = answer.get("variables") or {}
    if not isinstance(given, dict):
        raise ServerRefused("`variables` is no object")
    value = _text(answer.get("value"))
    variables = {name: _text(given[name]) for name in sorted(question.variables) if name in given}
    return Outcome(f"ok_{value}" if value in question.values else "no_match", variables)


def _text(value: Any) -> str:
    """Return a value on one line, without signs that cannot be shown, cut to a bearable length."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ServerRefused("a value is neither text nor number")
    signs = (" " if sign.isspace() else sign for sign in str(value))
    line = "".join(sign for sign in signs if sign.isprintable())
    return " ".join(line.split())[:MOST_SIGNS]
