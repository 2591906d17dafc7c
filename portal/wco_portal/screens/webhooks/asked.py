"""What the form of a new webhook was filled with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wco_portal.access.visitor import Visitor
from wco_portal.texts import marked
from wco_portal.webhooks.registry import EVENTS, Event, is_permitted, is_usable

__all__ = ["EVENT_LABELS", "TOO_MANY", "Filled", "filled"]

EVENT_LABELS: Mapping[str, str] = {
    "change.live": marked("A change is live"),
    "change.refused": marked("A change was refused, or has failed"),
    "call.ended": marked("A call has ended"),
    "test": marked("A test"),
}


TOO_MANY = marked("There are as many webhooks as there can be. Remove one first.")


@dataclass
class Filled:
    """The form's values, and what is wrong with them: words for each field that has a mistake."""

    name: str = ""
    url: str = "https://"
    events: list[Event] = field(default_factory=lambda: ["change.live"])
    mistakes: dict[str, str] = field(default_factory=dict)


def filled(visitor: Visitor, name: str, url: str, events: Sequence[str]) -> Filled:
    """Return the form as it was filled in."""
    form = Filled(
        name=" ".join(name.replace("\0", "").split()),
        url=url.strip(),
        events=[event for event in EVENTS if event in events and is_permitted(visitor, event)],
    )
    if not 1 <= len(form.name) <= 100:
        form.mistakes["name"] = marked("Say what the webhook is for, in 100 characters at most.")
    if len(form.url) > 500 or not is_usable(form.url):
        form.mistakes["url"] = marked(
            "Give an address such as https://crm.example.com/wco. If it has a port, that is 443 or at least 1024."
        )
    if not form.events:
        form.mistakes["events"] = marked("Choose one at least.")
    return form
