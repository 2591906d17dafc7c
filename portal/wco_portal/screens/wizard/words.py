"""What callers hear of switchboards that the wizard builds, and what its parts are called, in the company's language."""

from collections.abc import Mapping

from wco_portal.drafts.document import Document

__all__ = ["named", "said"]

_NAMED: Mapping[str, Mapping[str, str]] = {
    "nobody": {"pl": "nikt_nie_odbiera", "en": "nobody"},
    "closed": {"pl": "poza_godzinami", "en": "closed"},
    "welcome": {"pl": "powitanie", "en": "welcome"},
    "menu": {"pl": "menu", "en": "menu"},
    "hours": {"pl": "godziny", "en": "hours"},
    "office": {"pl": "biuro", "en": "office"},
}

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
    return _SAID[what][_language(document)]


def named(document: Document, what: str) -> str:
    """Return the identifier for what the wizard adds, which the company's people read."""
    return _NAMED[what][_language(document)]


def _language(document: Document) -> str:
    return "en" if document.get("language") == "en" else "pl"
