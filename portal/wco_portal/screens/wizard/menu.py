"""Fifth step: a greeting, and what each key does."""

from collections.abc import Mapping
from typing import Any

from wco_portal.drafts.document import Document, value_at, with_value
from wco_portal.forms.submitted import Submitted, clean
from wco_portal.screens.wizard.arrangement import (
    arrangement_of,
    blocks_of,
    led_to,
    with_announcement,
)
from wco_portal.screens.wizard.groups import groups_of
from wco_portal.screens.wizard.step import Mistake, Step, field
from wco_portal.screens.wizard.words import named, said
from wco_portal.switchboard.names import identifier_of, name_of, type_of
from wco_portal.texts import marked
from wcoctl.model.entries import ABSENT

__all__ = ["MENU"]

_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")
_USER = "user:"
"""Before the identifier of a user in the list of what a key may lead to."""


def _shown(document: Document, submitted: Submitted) -> Mapping[str, Any]:
    arrangement = arrangement_of(document)
    block = blocks_of(document).get(arrangement.menu, {})
    prompt = value_at(document, ("prompts", block.get("prompt", ""), "text"))
    keys = block.get("keys", {})
    written = submitted.get("text")
    return {
        "arrangement": arrangement,
        "text": written[0] if written else said(document, "welcome") if prompt is ABSENT else prompt,
        "targets": _targets(document, arrangement.menu),
        "keys": {key: field(submitted, f"key.{key}", keys.get(key, "")) for key in _KEYS},
    }


def _targets(document: Document, menu: str) -> list[tuple[str, str]]:
    """Return what a key may lead to: groups, users, and all other blocks."""
    blocks = blocks_of(document)
    groups = groups_of(document)
    ringing = {value.get("user") for value in blocks.values() if type_of(value) == "user"}
    users = document.get("users")
    people = users.items() if isinstance(users, Mapping) else ()
    return [
        *groups.items(),
        *((f"{_USER}{name}", name_of(name, value)) for name, value in people if name not in ringing),
        *(
            (name, _title(document, name, value))
            for name, value in blocks.items()
            if name not in groups and name != menu
        ),
    ]


def _title(document: Document, name: str, value: Mapping[str, Any]) -> str:
    user = value_at(document, ("users", str(value.get("user")), "name"))
    return str(user) if user is not ABSENT else name_of(name, value)


def _changed(document: Document, submitted: Submitted) -> dict[str, Any]:
    arrangement = arrangement_of(document)
    targets = {key for key, _ in _targets(document, arrangement.menu)}
    chosen = {key: field(submitted, f"key.{key}") for key in _KEYS}
    keys = {key: target for key, target in chosen.items() if target in targets}
    if not arrangement.known or (not keys and not arrangement.menu):
        return dict(document)
    if not keys:
        return led_to(document, arrangement.reception) if arrangement.reception else dict(document)
    text = clean(" ".join(submitted.get("text", ()))).strip()
    if not text:
        raise Mistake("text", marked("Write what callers hear: which key is for what."))
    changed, nobody = with_announcement(document, "nobody")
    for key, target in keys.items():
        if target.startswith(_USER):
            changed, keys[key] = _with_user(changed, target.removeprefix(_USER), nobody)
    return _with_menu(changed, arrangement.menu, text, keys, arrangement.reception or nobody, nobody)


def _with_user(document: Document, user: str, nobody: str) -> tuple[dict[str, Any], str]:
    """Return the document with a block that rings a user, and its identifier."""
    blocks = blocks_of(document)
    for name, value in blocks.items():
        if type_of(value) == "user" and value.get("user") == user:
            return dict(document), name
    name = identifier_of(user, blocks)
    value = {"type": "user", "user": user, "exits": {"busy": nobody, "no_answer": nobody}}
    return with_value(document, ("blocks", name), value), name


def _with_menu(
    document: Document, menu: str, text: str, keys: Mapping[str, str], reception: str, nobody: str
) -> dict[str, Any]:
    blocks, prompts = blocks_of(document), document.get("prompts", {})
    before = blocks.get(menu, {})
    prompt = before.get("prompt") or identifier_of(named(document, "welcome"), prompts)
    kept = {key: target for key, target in before.get("keys", {}).items() if key not in _KEYS}
    value: dict[str, Any] = {"type": "menu"} | before | {"prompt": prompt, "keys": dict(keys) | kept}
    if not before:
        value["exits"] = {"wrong_key": reception, "no_input": reception}
        if document.get("internal_numbers"):
            value["dial_internal"] = True
            value["exits"] |= {"busy": nobody, "no_answer": nobody}
    name = menu or identifier_of(named(document, "menu"), blocks)
    spoken = value_at(document, ("prompts", prompt))
    changed = with_value(document, ("blocks", name), value)
    if not isinstance(spoken, Mapping) or "wav" not in spoken:
        others = dict(spoken) if isinstance(spoken, Mapping) else {}
        changed = with_value(changed, ("prompts", prompt), others | {"text": text})
    return changed if menu else led_to(changed, name)


MENU = Step("menu", marked("Menu"), _shown, _changed)
