"""What people call the entries of a document, and identifiers made of what they call new ones."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from unicodedata import normalize

from wco_portal.drafts.document import Document
from wco_portal.forms.show import Choices
from wco_portal.switchboard.words import TYPES
from wcoctl.blocks.models import MODELS
from wcoctl.model.base import HANGUP

__all__ = ["choices_of", "identifier_of", "is_new", "name_of", "type_of"]

_LONGEST = 24
"""Signs of an identifier that is made here: those of a group, its member and the company go into one field of Asterisk's."""
_EXTRA = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae"})

Translate = Callable[[str], str]


def type_of(value: Any) -> str:
    """Return the type of a block; that which ends calls if it has none that is known."""
    found = value.get("type") if isinstance(value, Mapping) else None
    return found if found in MODELS else HANGUP


def is_new(document: Document) -> bool:
    """Tell whether a switchboard is as the operator has made it: one announcement, after which the call ends."""
    blocks = list(_entries(document, "blocks").values())
    return len(blocks) == 1 and type_of(blocks[0]) == "announcement" and not _entries(document, "users")


def name_of(identifier: str, value: Any) -> str:
    """Return what people call an entry."""
    name = value.get("name") if isinstance(value, Mapping) else None
    return name if isinstance(name, str) and name else identifier.replace("_", " ")


def choices_of(document: Document, collections: Collection[str], translate: Translate) -> Choices:
    """Return the names of the entries among which a form chooses."""
    return {one: _choices(document, one, translate) for one in collections}


def _choices(document: Document, collection: str, translate: Translate) -> Mapping[str, str]:
    blocks = _entries(document, "blocks")
    match collection:
        case "blocks":
            return {
                key: f"{name_of(key, value)} – {translate(TYPES[type_of(value)])}"
                for key, value in blocks.items()
            }
        case "groups":
            return _told_apart({key: value for key, value in blocks.items() if type_of(value) == "group"})
        case _:
            return _told_apart(_entries(document, collection))


def _told_apart(entries: Mapping[str, Any]) -> Mapping[str, str]:
    names = {key: name_of(key, value) for key, value in entries.items()}
    seen = list(names.values())
    shared = {name for name in seen if seen.count(name) > 1} if len(set(seen)) < len(seen) else set()
    return {key: f"{name}, {key}" if name in shared else name for key, name in names.items()}


def _entries(document: Document, collection: str) -> Mapping[str, Any]:
    found = document.get(collection)
    return found if isinstance(found, Mapping) else {}


def identifier_of(name: str, taken: Collection[str]) -> str:
    """Return an identifier that looks like a name, and is none of those that are taken."""
    plain = normalize("NFKD", name.lower().translate(_EXTRA)).encode("ascii", "ignore").decode()
    short = re.sub("[^a-z0-9]+", "_", plain).strip("_")
    begun = short if short[:1].isalpha() else f"n_{short}".rstrip("_")
    wanted = begun[:_LONGEST].rstrip("_")
    candidate, number = wanted, 2
    while candidate in taken or candidate == HANGUP:
        candidate, number = f"{wanted}_{number}", number + 1
    return candidate
