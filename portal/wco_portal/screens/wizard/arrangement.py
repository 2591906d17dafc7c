"""What the wizard understands of a switchboard: opening hours, then a menu or a group, from the primary number on.

A switchboard that begins with something else was built elsewhere: the wizard leaves its beginning alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wco_portal.drafts.document import Document, value_at, with_value
from wco_portal.screens.wizard.words import named, said
from wco_portal.switchboard.names import identifier_of, type_of
from wcoctl.model.base import HANGUP
from wcoctl.model.entries import ABSENT

__all__ = ["Arrangement", "arrangement_of", "blocks_of", "led_to", "with_announcement", "without_unused"]

_PRIMARY = ("main_numbers", "primary", "entry")


@dataclass(frozen=True)
class Arrangement:
    """The blocks that calls to the primary number pass first, by their identifiers; empty where there is none."""

    hours: str = ""
    """Condition that asks whether the company is open."""
    schedule: str = ""
    closed: str = ""
    """Where calls go outside of the opening hours."""
    menu: str = ""
    reception: str = ""
    """Group that answers first: at once, or callers who choose nothing in the menu."""
    first: str = ""
    """The first block after the opening hours, whatever it is."""
    known: bool = True
    """Whether the wizard may change it."""


def blocks_of(document: Document) -> Mapping[str, Any]:
    """Return the blocks."""
    found = document.get("blocks")
    return found if isinstance(found, Mapping) else {}


def arrangement_of(document: Document) -> Arrangement:
    """Return how a switchboard begins."""
    blocks = blocks_of(document)
    first = value_at(document, _PRIMARY)
    hours = schedule = closed = ""
    if asked := _asks_hours(blocks.get(first)):
        hours, (schedule, closed) = first, asked
        first = value_at(blocks, (hours, "exits", "otherwise"))
    block = blocks.get(first, {})
    kind = type_of(block)
    menu = first if kind == "menu" else ""
    answers = value_at(block, ("exits", "no_input")) if menu else first
    reception = answers if type_of(blocks.get(answers)) == "group" else ""
    known = kind in ("menu", "group") or _only_talks(block)
    return Arrangement(hours, schedule, closed, menu, reception, first if block else "", known)


def _asks_hours(block: Any) -> tuple[str, str] | None:
    rules = value_at(block, ("rules",))
    if type_of(block) != "condition" or not isinstance(rules, list) or len(rules) != 1:
        return None
    (rule,) = rules
    if not isinstance(rule, Mapping) or set(rule) != {"schedule", "state", "to"} or rule["state"] != "closed":
        return None
    return str(rule["schedule"]), str(rule["to"])


def _only_talks(block: Any) -> bool:
    """Tell whether a block does what a new company's does: an announcement, and the call ends."""
    return type_of(block) == "announcement" and value_at(block, ("exits", "next")) == HANGUP


def led_to(document: Document, target: str) -> dict[str, Any]:
    """Return the document with calls going to a block first, within the opening hours if they are asked."""
    arrangement = arrangement_of(document)
    if arrangement.hours:
        place: tuple[str, ...] = ("blocks", arrangement.hours, "exits", "otherwise")
    else:
        place = _PRIMARY
    before = value_at(document, place)
    changed = with_value(document, place, target)
    return without_unused(changed, before) if before != target else changed


def with_announcement(document: Document, what: str, text: str = "") -> tuple[dict[str, Any], str]:
    """Return the document with an announcement after which the call ends, and its identifier.

    One of this name that is there already stays as it is.
    """
    name, text = named(document, what), text or said(document, what)
    blocks = blocks_of(document)
    if _only_talks(blocks.get(name)):
        return dict(document), name
    block = identifier_of(name, blocks)
    prompts = document.get("prompts")
    prompt = identifier_of(name, prompts if isinstance(prompts, Mapping) else {})
    changed = with_value(document, ("prompts", prompt), {"text": text})
    value = {"type": "announcement", "prompt": prompt, "exits": {"next": HANGUP}}
    return with_value(changed, ("blocks", block), value), block


def without_unused(document: Document, name: Any, collection: str = "blocks") -> dict[str, Any]:
    """Return the document without an entry that nothing names any more, and without the prompt that only it played."""
    found = value_at(document, (collection, str(name)))
    rest = with_value(document, (collection, str(name)), ABSENT)
    if found is ABSENT or name in _texts(_without_prompts(rest)):
        return dict(document)
    if not rest[collection]:
        rest = with_value(rest, (collection,), ABSENT)
    prompt = value_at(found, ("prompt",))
    if isinstance(prompt, str) and prompt not in _texts(_without_prompts(rest)):
        rest = with_value(rest, ("prompts", prompt), ABSENT)
    return rest


def _without_prompts(document: Document) -> Document:
    return {key: value for key, value in document.items() if key not in ("prompts", "name")}


def _texts(value: Any) -> set[str]:
    return set(_each_text(value))


def _each_text(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _each_text(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _each_text(inner)
