"""What a step of the wizard is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wco_portal.drafts.document import Document
from wco_portal.forms.submitted import Submitted, clean

__all__ = ["Mistake", "Step", "field", "fields"]


class Mistake(Exception):
    """Something typed that cannot be taken: which field it is about, and what to do."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


@dataclass(frozen=True)
class Step:
    """One step: what it shows of the draft, and what it makes of the draft with what was submitted."""

    slug: str
    title: str
    shown: Callable[[Document, Submitted], Mapping[str, Any]]
    """Values of its template; with what was submitted if that could not be taken."""
    changed: Callable[[Document, Submitted], dict[str, Any]] | None = None
    """The document that it makes. Mistake for what cannot be taken; None for a step that only shows."""
    again: str = ""
    """What the button says that saves and stays, for steps that add one thing after the other."""


def field(submitted: Submitted, name: str, default: str = "") -> str:
    """Return the text of a field without spaces at its ends."""
    found = submitted.get(name)
    return " ".join(clean(found[0]).split()) if found else default


def fields(submitted: Submitted, name: str) -> list[str]:
    """Return all texts of a field, such as of boxes that are ticked."""
    return [clean(one) for one in submitted.get(name, ())]
