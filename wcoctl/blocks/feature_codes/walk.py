"""Feature codes: who calls, what the code means, and the switch that it sets."""

from wcoctl.blocks.feature_codes.actions import CODES
from wcoctl.blocks.feature_codes.rows import FeatureCodeRow, FeatureCodesRow
from wcoctl.compile.rows import UserRow
from wcoctl.numbering.dialled import dialled_number
from wcoctl.simulate.session import WalkSession

__all__ = ["SERVICE_PROMPTS", "walk"]

NO_INPUT, WRONG, REFUSED, DONE = "no_input", "wrong_code", "refused", "done"
SERVICE_PROMPTS = (
    *(
        "wco-not-allowed",
        "wco-service-code",
        "wco-service-wrong",
        "wco-service-number",
    ),
    *(f"wco-service-{action.replace('_', '-')}" for action, code in CODES.items() if code.kind),
    *("wco-service-record", "wco-service-keep", "wco-service-kept", "wco-service-discarded"),
)
"""System prompts of feature codes."""
UNVOUCHED = "the network does not vouch for the caller's number"
LONGEST_RECORDING = 180
HEARINGS = 3


def walk(session: WalkSession, block: str) -> str:
    """Walk through a block with feature codes; return its exit."""
    row = session.board.settings(FeatureCodesRow, block)
    user = next((user for user in _by_name(session) if user.number == session.call.identified), None)
    if user is None:
        known = "the caller's number is not a user's"
        session.notes.why.append(known if session.call.asserted else UNVOUCHED)
        return _refuse(session)
    for attempt in range(1, row.repeats + 2):
        outcome = _one_try(session, row, user)
        if outcome in (REFUSED, DONE):
            return outcome
        session.notes.why[-1] += f" (try {attempt} of {row.repeats + 1})"
        if outcome != NO_INPUT and attempt <= row.repeats:
            session.play(outcome)
    return NO_INPUT if outcome == NO_INPUT else WRONG


def _by_name(session: WalkSession) -> list[UserRow]:
    return [user for _, user in sorted(session.board.users.items()) if user.active]


def _one_try(session: WalkSession, row: FeatureCodesRow, user: UserRow) -> str:
    """Return an exit, or the prompt that says what is wrong."""
    digits = _digits(session, row)
    if not digits:
        session.notes.why.append(f"no code is dialled within {row.no_input_seconds} s")
        return NO_INPUT
    code, _, argument = digits.partition("*")
    codes = session.board.of_block(FeatureCodeRow, row.block)
    meant = next((known for known in codes if known.code == code), None)
    if meant is None:
        session.notes.why.append(f"{code or digits} is not a code here")
        return "wco-service-wrong"
    if not _may(user, meant.action):
        session.notes.why.append(f"{user.user} lacks the permission for the code {code} ({meant.action})")
        return _refuse(session)
    if meant.action in ("pick_up", "retrieve"):
        session.notes.why.append("nothing rings and nothing is parked in a simulation")
        return _refuse(session)
    if meant.action == "record":
        return _record(session, row, meant)
    return _switch(session, user, meant, argument.partition("*")[0])


def _digits(session: WalkSession, row: FeatureCodesRow) -> str:
    """Return what is dialled until # or a pause."""
    stopped = session.play("wco-service-code", interruptible=True)
    key = session.key(row.no_input_seconds, 0 if stopped else session.call.think_ms)
    digits = ""
    while key not in (None, "#"):
        digits += key or ""
        key = session.key(row.no_input_seconds)
    return digits


def _may(user: UserRow, action: str) -> bool:
    needed = CODES[action]
    presents = bool(user.presents) or needed.kind != "presentation"
    return f" {needed.right} " in user.rights and presents


def _refuse(session: WalkSession) -> str:
    session.play("wco-not-allowed")
    return REFUSED


def _switch(session: WalkSession, user: UserRow, meant: FeatureCodeRow, argument: str) -> str:
    _right, kind, value = CODES[meant.action]
    if meant.action == "redirect_on":
        value = _redirect_number(session, argument)
        if not value:
            session.notes.why.append(f"calls may not be redirected to {argument or 'no number'}")
            return "wco-service-number"
    name = meant.subject
    if kind == "member":
        name = f"{meant.subject or '*'}/{user.user}"
    elif kind in ("redirect", "presentation"):
        name = user.user
    session.switches[kind, name] = value
    session.notes.why.append(f"{user.user} sets {kind} {name} to {value or 'nothing'}")
    session.play(f"wco-service-{meant.action.replace('_', '-')}")
    return DONE


def _redirect_number(session: WalkSession, argument: str) -> str:
    """Return the number that is meant, '' when calls may not be redirected to it."""
    board = session.board
    number = dialled_number(argument)
    return "" if number in board.entries or board.barred(number) else number


def _record(session: WalkSession, row: FeatureCodesRow, meant: FeatureCodeRow) -> str:
    """Let the caller record, hear, and keep, repeat or discard."""
    session.play("wco-service-record")
    while session.key(LONGEST_RECORDING) not in (None, "#"):
        pass
    for _ in range(HEARINGS):
        key = session.key(
            row.no_input_seconds, 0 if session.play("wco-service-keep", interruptible=True) else 500
        )
        if key == "1":
            session.notes.why.append(f"the recording plays instead of prompt {meant.subject} from now on")
            session.play("wco-service-kept")
            return DONE
        if key == "2":
            return _record(session, row, meant)
        if key == "3":
            break
    session.notes.why.append("the recording is discarded")
    session.play("wco-service-discarded")
    return DONE
