"""What differs for companies between two revisions of a site, in words."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from wcoctl.model.document import parse
from wcoctl.model.entries import COLLECTIONS, NUMBERS
from wcoctl.model.entry_changes import EntryChange, entry_changes

__all__ = ["company_diff"]


def company_diff(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the companies whose files say something else, with each entry that differs; files are given by their paths.

    Comments, order and spelling of a file are nothing that differs.
    """
    paths = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    found = [_company(path, before.get(path), after.get(path)) for path in paths]
    return [company for company in found if company["kind"] != "changed" or company["changes"]]


def _company(path: str, before: bytes | None, after: bytes | None) -> dict[str, Any]:
    old, new = (parse(text.decode()).data if text else {} for text in (before, after))
    kind = "added" if before is None else "removed" if after is None else "changed"
    changes = [_change(one) for one in entry_changes(old, new)] if kind == "changed" else []
    name = new.get("name") or old.get("name") or ""
    return {"tenant": PurePosixPath(path).stem, "name": str(name), "kind": kind, "changes": changes}


def _change(change: EntryChange) -> dict[str, Any]:
    settings = [
        {"setting": " ".join(_words(part) for part in place), "before": before, "after": after}
        for place, before, after in change.settings
    ]
    key = str(change.entry[0])
    what = _words(key.removesuffix("s") if key in COLLECTIONS or key == NUMBERS else key)
    return {"what": f"{what} {change.name}".strip(), "kind": change.kind, "settings": settings}


def _words(key: str | int) -> str:
    return str(key).replace("_", " ")
