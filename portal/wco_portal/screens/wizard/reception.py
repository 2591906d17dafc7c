"""Third step: the group that answers first."""

from collections.abc import Mapping
from typing import Any

from wco_portal.drafts.document import Document, value_at, with_value
from wco_portal.forms.submitted import Submitted
from wco_portal.screens.wizard.arrangement import arrangement_of, led_to
from wco_portal.screens.wizard.groups import groups_of
from wco_portal.screens.wizard.step import Step, field
from wco_portal.texts import marked

__all__ = ["RECEPTION", "with_reception"]


def _shown(document: Document, submitted: Submitted) -> Mapping[str, Any]:
    arrangement = arrangement_of(document)
    return {
        "arrangement": arrangement,
        "groups": groups_of(document),
        "chosen": field(submitted, "reception", arrangement.reception),
    }


def _changed(document: Document, submitted: Submitted) -> dict[str, Any]:
    group = field(submitted, "reception")
    if group not in groups_of(document) or not arrangement_of(document).known:
        return dict(document)
    return with_reception(document, group)


def with_reception(document: Document, group: str) -> dict[str, Any]:
    """Return the document with a group that answers first: in the menu those who press nothing, else everybody."""
    arrangement = arrangement_of(document)
    if not arrangement.menu:
        return led_to(document, group)
    changed = dict(document)
    for exit_ in ("wrong_key", "no_input"):
        place = ("blocks", arrangement.menu, "exits", exit_)
        if value_at(document, place) == value_at(document, ("blocks", arrangement.menu, "exits", "no_input")):
            changed = with_value(changed, place, group)
    return changed


RECEPTION = Step("reception", marked("Reception"), _shown, _changed)
