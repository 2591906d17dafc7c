"""Seventh step: when the company is open, and what callers hear when it is not."""

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from wco_portal.drafts.document import Document, value_at, with_value
from wco_portal.forms.labels import OPTIONS
from wco_portal.forms.submitted import Submitted, clean
from wco_portal.screens.wizard.arrangement import (
    arrangement_of,
    blocks_of,
    with_announcement,
    without_unused,
)
from wco_portal.screens.wizard.step import Mistake, Step, field
from wco_portal.screens.wizard.words import named, said
from wco_portal.switchboard.names import identifier_of
from wco_portal.texts import marked
from wcoctl.model.entries import ABSENT

__all__ = ["HOURS"]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_USUAL = {day: ("08:00", "16:00") for day in _DAYS[:5]}
_TIME = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
Week = dict[str, tuple[str, str]]
"""By day from when until when the company is open."""


def _week(hours: Any) -> Week | None:
    """Return the opening hours as a table of days; None for those that are finer than that."""
    week: Week = {}
    for days, open_ in hours.items() if isinstance(hours, Mapping) else ():
        spans = open_ if isinstance(open_, list) else [open_]
        first, _, last = str(days).partition("-")
        if len(spans) != 1 or first not in _DAYS or (last or first) not in _DAYS:
            return None
        begin, _, end = str(spans[0]).partition("-")
        for day in _DAYS[_DAYS.index(first) : _DAYS.index(last or first) + 1]:
            week[day] = begin.strip(), end.strip()
    return week


def _shown(document: Document, submitted: Submitted) -> Mapping[str, Any]:
    arrangement = arrangement_of(document)
    schedule = value_at(document, ("schedules", arrangement.schedule))
    known = schedule if isinstance(schedule, Mapping) else {}
    week = _week(known.get("hours")) if known else _USUAL
    prompt = value_at(blocks_of(document), (arrangement.closed, "prompt"))
    text = value_at(document, ("prompts", str(prompt), "text"))
    written = submitted.get("text")
    return {
        "arrangement": arrangement,
        "finer": week is None,
        "asked": bool(field(submitted, "asked")) if submitted else bool(arrangement.hours) or not known,
        "days": [
            (
                day,
                OPTIONS[day],
                *(
                    field(submitted, f"{day}.{part}", value)
                    for part, value in zip(("from", "to"), (week or {}).get(day, ("", "")), strict=True)
                ),
            )
            for day in _DAYS
        ],
        "holidays": bool(field(submitted, "holidays"))
        if submitted
        else known.get("holidays", "closed") == "closed",
        "text": written[0] if written else said(document, "closed") if text is ABSENT else text,
        "speaks": arrangement.closed == "" or text is not ABSENT,
    }


def _changed(document: Document, submitted: Submitted) -> dict[str, Any]:
    arrangement = arrangement_of(document)
    if not arrangement.known or not arrangement.first:
        return dict(document)
    if not field(submitted, "asked"):
        return _always_open(document)
    schedule = value_at(document, ("schedules", arrangement.schedule))
    known = dict(schedule) if isinstance(schedule, Mapping) else {}
    if known and _week(known.get("hours")) is None:
        return dict(document)
    known["hours"] = _hours(_read_week(submitted))
    known["holidays"] = "closed" if field(submitted, "holidays") else "ignored"
    return _with_hours(document, known, clean(" ".join(submitted.get("text", ()))).strip())


def _read_week(submitted: Submitted) -> Week:
    week: Week = {}
    for day in _DAYS:
        begin, end = field(submitted, f"{day}.from"), field(submitted, f"{day}.to")
        if not begin and not end:
            continue
        for part, value in (("from", begin), ("to", end)):
            if not _TIME.fullmatch(value):
                raise Mistake(f"{day}.{part}", marked("Write a time, such as 08:00, or leave both empty."))
        week[day] = begin, end
    if not week:
        raise Mistake("mon.from", marked("Write when the company is open, at least on one day."))
    return week


def _hours(week: Week) -> dict[str, str]:
    """Return the table as the spec has it: days of the same hours that follow each other in one line."""
    hours: dict[str, str] = {}
    for open_, days in groupby(_DAYS, week.get):
        first, *rest = days
        if open_:
            hours[f"{first}-{rest[-1]}" if rest else first] = "-".join(open_)
    return hours


def _always_open(document: Document) -> dict[str, Any]:
    arrangement = arrangement_of(document)
    if not arrangement.hours:
        return dict(document)
    changed = with_value(document, ("main_numbers", "primary", "entry"), arrangement.first)
    changed = without_unused(changed, arrangement.hours)
    changed = without_unused(changed, arrangement.schedule, "schedules")
    return without_unused(changed, arrangement.closed)


def _with_hours(document: Document, schedule: Mapping[str, Any], text: str) -> dict[str, Any]:
    arrangement = arrangement_of(document)
    name = arrangement.schedule or identifier_of(named(document, "office"), document.get("schedules", {}))
    changed = with_value(document, ("schedules", name), dict(schedule))
    if arrangement.hours:
        prompt = value_at(blocks_of(document), (arrangement.closed, "prompt"))
        if text and value_at(document, ("prompts", str(prompt), "text")) is not ABSENT:
            changed = with_value(changed, ("prompts", str(prompt), "text"), text)
        return changed
    changed, closed = with_announcement(changed, "closed", text)
    hours = identifier_of(named(document, "hours"), blocks_of(changed))
    rule = {"schedule": name, "state": "closed", "to": closed}
    value = {"type": "condition", "rules": [rule], "exits": {"otherwise": arrangement.first}}
    changed = with_value(changed, ("blocks", hours), value)
    return with_value(changed, ("main_numbers", "primary", "entry"), hours)


HOURS = Step("hours", marked("Availability"), _shown, _changed)
