"""What a form submitted: texts by the names of its fields, ``forwarding.always`` or ``rules.2.to``; and its rows."""

from collections.abc import Mapping, Sequence

__all__ = ["MOST_ROWS", "ROWS", "Submitted", "clean", "positions", "rearranged"]

Submitted = Mapping[str, Sequence[str]]

MOST_ROWS = 1000
"""A list of a form has no more; what goes beyond is not read."""
ROWS = "_rows"
"""Field of the buttons that add, remove and move rows: ``add rules``, ``remove rules.2``, ``up rules.2``."""


def clean(text: str) -> str:
    """Return a submitted text with the line ends of the spec, and without what PostgreSQL cannot keep."""
    return text.replace("\0", "").replace("\r\n", "\n")


def positions(submitted: Submitted, path: str) -> list[int]:
    """Return which rows of a list were submitted, in their order."""
    start = f"{path}."
    found = {name[len(start) :].partition(".")[0] for name in submitted if name.startswith(start)}
    return sorted(int(one) for one in found if one.isascii() and one.isdigit() and len(one) <= 4)[:MOST_ROWS]


def rearranged(submitted: Submitted) -> dict[str, Sequence[str]] | None:
    """Return what was submitted with its rows as the pressed button wants them; None if none was pressed."""
    pressed = (submitted.get(ROWS) or [""])[-1]
    what, _, place = pressed.partition(" ")
    if not place:
        return None
    path, _, row = place.rpartition(".")
    match what:
        case "add":
            added = max(positions(submitted, place), default=-1) + 1
            return dict(submitted) | {f"{place}.{added}": ["row"]}
        case "remove":
            return {name: value for name, value in submitted.items() if not _of(name, place)}
        case "up" if row.isascii() and row.isdigit():
            earlier = [one for one in positions(submitted, path) if one < int(row)]
            return _swapped(submitted, place, f"{path}.{earlier[-1]}") if earlier else dict(submitted)
    return dict(submitted)


def _of(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}.")


def _swapped(submitted: Submitted, one: str, other: str) -> dict[str, Sequence[str]]:
    def renamed(name: str) -> str:
        for old, new in ((one, other), (other, one)):
            if _of(name, old):
                return new + name[len(old) :]
        return name

    return {renamed(name): value for name, value in submitted.items()}
