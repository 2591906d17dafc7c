"""The steps, in the order in which the wizard asks."""

from collections.abc import Mapping

from wco_portal.screens.wizard.groups import GROUPS
from wco_portal.screens.wizard.hours import HOURS
from wco_portal.screens.wizard.menu import MENU
from wco_portal.screens.wizard.numbers import NUMBERS
from wco_portal.screens.wizard.reception import RECEPTION
from wco_portal.screens.wizard.step import Step
from wco_portal.screens.wizard.users import USERS
from wco_portal.texts import marked

__all__ = ["STEPS", "SUMMARY", "after", "before"]

FAXES = Step("faxes", marked("Faxes"), lambda _document, _submitted: {})
SUMMARY = Step("summary", marked("Summary"), lambda _document, _submitted: {})
_ORDER = (USERS, GROUPS, RECEPTION, FAXES, MENU, NUMBERS, HOURS, SUMMARY)
STEPS: Mapping[str, Step] = {step.slug: step for step in _ORDER}


def after(step: Step) -> Step:
    """Return the step that comes next; of the last one itself."""
    return _ORDER[min(_ORDER.index(step) + 1, len(_ORDER) - 1)]


def before(step: Step) -> Step | None:
    """Return the step before; None for the first."""
    place = _ORDER.index(step)
    return _ORDER[place - 1] if place else None
