"""Personalised announcements: a text with variables, or the other prompt."""

import re

from wcoctl.blocks.personal_announcement.rows import PersonalRow
from wcoctl.simulate.session import WalkSession

__all__ = ["walk"]

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def walk(session: WalkSession, block: str) -> str:
    """Walk through a personalised announcement; return its exit."""
    row = session.board.settings(PersonalRow, block)
    values = _values(session, row)
    missing = [name for name in _PLACE.findall(row.text) if not values.get(name)]
    if missing:
        session.notes.why.append(f"{missing[0]} has no value, so the other prompt is played")
        session.play(row.otherwise)
    else:
        text = _PLACE.sub(lambda match: values[match[1]], row.text)
        session.notes.why.append(f"the caller is told: {text}")
        session.say(text)
    return "next"


def _values(session: WalkSession, row: PersonalRow) -> dict[str, str]:
    board, call = session.board, session.call
    people = {user.number: user.name for user in board.users.values()} | board.contacts
    return {
        **session.variables,
        "company": board.tenant.name,
        "user_name": row.user_name,
        "caller_name": people.get(call.caller, "") if call.caller else "",
        "caller_number": call.caller,
        "dialled_number": call.dialled,
    }
