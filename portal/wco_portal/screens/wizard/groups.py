"""Second step: groups of users who stand in for each other."""

from collections.abc import Mapping
from typing import Any

from wco_portal.drafts.document import Document, with_value
from wco_portal.forms.labels import OPTIONS
from wco_portal.forms.submitted import Submitted
from wco_portal.screens.wizard.arrangement import blocks_of, with_announcement
from wco_portal.screens.wizard.step import Mistake, Step, field, fields
from wco_portal.switchboard.names import identifier_of, name_of, type_of
from wco_portal.texts import marked

__all__ = ["GROUPS", "groups_of"]

_STRATEGIES = ("longest_idle", "ring_all", "linear")
"""Those that people understand at once; the others are in the group's own form."""


def groups_of(document: Document) -> dict[str, str]:
    """Return what people call the groups, by their identifiers."""
    blocks = blocks_of(document)
    return {name: name_of(name, value) for name, value in blocks.items() if type_of(value) == "group"}


def _users(document: Document) -> dict[str, str]:
    found = document.get("users")
    return {name: name_of(name, value) for name, value in found.items()} if isinstance(found, Mapping) else {}


def _shown(document: Document, submitted: Submitted) -> Mapping[str, Any]:
    blocks = blocks_of(document)
    users = _users(document)
    return {
        "groups": [
            (name, title, [users.get(member, member) for member in blocks[name].get("members", [])])
            for name, title in groups_of(document).items()
        ],
        "users": users,
        "name": field(submitted, "name"),
        "members": fields(submitted, "members"),
        "strategies": [(one, OPTIONS[one]) for one in _STRATEGIES],
        "strategy": field(submitted, "strategy"),
    }


def _changed(document: Document, submitted: Submitted) -> dict[str, Any]:
    name, members = field(submitted, "name"), fields(submitted, "members")
    if not name and not members:
        return dict(document)
    if not name:
        raise Mistake("name", marked("Write a name."))
    if not members:
        raise Mistake("members", marked("Choose who belongs to the group."))
    changed, nobody = with_announcement(document, "nobody")
    strategy = field(submitted, "strategy")
    value = {
        "type": "group",
        "name": name,
        "members": [one for one in members if one in _users(document)],
        "strategy": strategy if strategy in _STRATEGIES else _STRATEGIES[0],
        "exits": dict.fromkeys(("timeout", "full", "no_members", "inactive"), nobody),
    }
    return with_value(changed, ("blocks", identifier_of(name, blocks_of(changed))), value)


GROUPS = Step("groups", marked("Groups"), _shown, _changed, again=marked("Save and add another group"))
