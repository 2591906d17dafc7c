"""What callers hear of switchboards that the wizard builds, in the company's language."""

from collections.abc import Mapping

from wco_portal.drafts.document import Document

__all__ = ["said"]

_SAID: Mapping[str, Mapping[str, str]] = {
    "nobody": {
        "pl": "Przepraszamy, nikt nie może teraz odebrać. Prosimy zadzwonić później.",
        "en": "We are sorry, nobody can take your call now. Please call again later.",
    },
    "closed": {
        "pl": "Dzień dobry. Dzwonią Państwo poza godzinami pracy. Prosimy zadzwonić, gdy firma jest otwarta.",
        "en": "Hello. We are closed now. Please call again during our opening hours.",
    },
    "welcome": {
        "pl": "Dzień dobry.",
        "en": "Hello.",
    },
}


def said(document: Document, what: str) -> str:
    """Return the text for a prompt that nobody has written yet."""
    language = "en" if document.get("language") == "en" else "pl"
    return _SAID[what][language]
