"""What menu and internal number share: prompts, tries, and what the caller's digits mean."""

from wcoctl.blocks.input import key_exit
from wcoctl.blocks.input_rows import InputRow
from wcoctl.simulate.result import INVALID
from wcoctl.simulate.ringing import ring_phone
from wcoctl.simulate.session import Session

__all__ = ["walk"]

NO_INPUT = "no_input"
INTERNAL = "internal_"


def walk(session: Session, block: str) -> str:
    """Walk through a menu or internal number block; return its exit."""
    row = session.board.settings(InputRow, block)
    wrong = "wrong_key" if row.keys else "wrong_number"
    choice = ""
    for attempt in range(1, row.repeats + 2):
        if choice == wrong:
            session.play(row.retry_prompt or INVALID)
        choice = _one_try(session, row, wrong)
        if choice not in (wrong, NO_INPUT):
            return _follow(session, row, choice)
        session.notes.why[-1] += f" (try {attempt} of {row.repeats + 1})"
    return choice


def _one_try(session: Session, row: InputRow, wrong: str) -> str:
    stopped = session.play(row.prompt, interruptible=bool(row.barge_in))
    digits = session.key(row.no_input_seconds, 0 if stopped else session.call.think_ms)
    if digits is None:
        session.notes.why.append(f"nothing is pressed within {row.no_input_seconds} s")
        return NO_INPUT
    choice = _meaning(session, row, digits)
    while choice is None:
        key = session.key(row.inter_digit_seconds)
        ended = key in (None, "#")
        digits += "" if ended or key is None else key
        choice = _meaning(session, row, digits, ended)
    if not choice:
        session.notes.why.append(f"{digits} leads nowhere here")
    return choice or wrong


def _meaning(session: Session, row: InputRow, digits: str, ended: bool = False) -> str | None:
    """Return the choice that the digits make, empty if they make none, None if more digits decide."""
    offered = {number.digits for number in session.board.internal[row.block]}
    longer = any(number.startswith(digits) for number in offered - {digits})
    if longer and not ended:
        return None
    if digits in offered:
        return INTERNAL + digits
    key = key_exit(digits)
    is_key = row.keys and len(digits) == 1 and (row.block, key) in session.board.exits
    return key if is_key else ""


def _follow(session: Session, row: InputRow, choice: str) -> str:
    if not choice.startswith(INTERNAL):
        key, target = choice, session.board.exits[row.block, choice]
        session.notes.why.append(f"{key.replace('_', ' ')} is wired to {target or 'the hang-up'}")
        return choice
    digits = choice.removeprefix(INTERNAL)
    (number,) = (offered for offered in session.board.internal[row.block] if offered.digits == digits)
    if number.group_block:
        session.notes.why.append(f"internal number {digits} is the group {number.group_block}")
        return choice
    session.notes.why.append(f"internal number {digits} is the user {number.user}")
    user = session.board.users[number.user]
    return ring_phone(session, user.user, user.number if user.active else "", user.ring_seconds)
