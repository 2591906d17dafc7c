"""The walk: from the dialled number from block to block until the call ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from wcoctl.compile.callplan import CallPlan, compile_site
from wcoctl.simulate.call import Call
from wcoctl.simulate.conditions import decide
from wcoctl.simulate.entrance import barred, due, rule_text
from wcoctl.simulate.groups import wait_in_group
from wcoctl.simulate.inputs import ask
from wcoctl.simulate.outgoing import dial_out, who_dials
from wcoctl.simulate.result import Step, Walk
from wcoctl.simulate.ringing import ring_phone
from wcoctl.simulate.servers import ask_server
from wcoctl.simulate.services import serve
from wcoctl.simulate.session import CallerHungUpError, Notes, Session
from wcoctl.simulate.speech import speak
from wcoctl.simulate.survey import ask_questions
from wcoctl.simulate.switchboard import Switchboard
from wcoctl.simulate.voicemail import leave_message

__all__ = ["MOST_BLOCKS", "simulate"]

MOST_BLOCKS = 200
"""Guard against plans that never end a call."""
ENDED = "-"
CAUSES = {"normal": 16, "busy": 17, "rejected": 21}
UNALLOCATED = 1


@dataclass(frozen=True)
class _End:
    cause: str
    how: str


def simulate(
    call: Call,
    plans: Iterable[CallPlan],
    site: CallPlan | None = None,
    durations: Mapping[str, float] | None = None,
) -> Walk:
    """Walk a call through the plans; ``durations`` gives the seconds of prompts, estimated otherwise."""
    sessions = [Session(call, Switchboard(plan, site or compile_site()), durations or {}) for plan in plans]
    for session in sessions:
        if call.dialled in session.board.entries:
            return _walk(session)
    if dialler := who_dials(sessions):
        return dial_out(*dialler)
    how = f"no switchboard has the number {call.dialled}: the call is refused with 404"
    return Walk("", (), "refused", "", None, 0, UNALLOCATED, how, exact=True)


def _walk(session: Session) -> Walk:
    board, steps = session.board, list[Step]()
    block, end = _entrance(session, steps)
    while block and len(steps) < MOST_BLOCKS:
        session.notes, entered = Notes(), session.ms
        reached = _pass(session, block)
        exit_ = ENDED if isinstance(reached, _End) else reached
        steps.append(_step(session, block, exit_, entered))
        if isinstance(reached, _End):
            end = reached
            break
        block = _target(board, block, exit_)
        if not block:
            end = _End("normal", f"the exit {exit_} of {steps[-1].block} hangs up")
            break
    return _summary(session, steps, end)


def _entrance(session: Session, steps: list[Step]) -> tuple[str, _End]:
    """Pass what comes before the first block; return that block, '' when the call ends before it."""
    endless = _End("normal", f"the call is hung up after {MOST_BLOCKS} blocks: it goes round in circles")
    block = session.board.entries[session.call.dialled]
    if rule := barred(session):
        session.notes.why.append(rule_text(rule))
        steps.append(_step(session, "black_list", f"rule_{rule.position}", session.ms, "black list"))
        rejected = _End("rejected", "the caller is on the black list")
        return rule.target, endless if rule.target else rejected
    for row in due(session):
        session.notes, entered = Notes(), session.ms
        try:
            session.play(row.prompt)
        except CallerHungUpError:
            steps.append(_step(session, row.announcement, ENDED, entered, "occasional announcement"))
            return "", _End("normal", "the caller hangs up")
        steps.append(_step(session, row.announcement, "occasional", entered, "occasional announcement"))
        if row.hangup:
            return "", _End("normal", f"the announcement {row.announcement} ends the call")
    return block, endless


def _pass(session: Session, block: str) -> str | _End:
    """Do what a block says; return the exit, or how the call ended in it."""
    if cause := session.board.hangups.get(block):
        session.notes.why.append(f"the block ends the call with the cause {cause}")
        return _End(cause, f"the block {block} ends the call ({cause})")
    try:
        return _exit(session, block)
    except CallerHungUpError:
        return _End("normal", "the caller hangs up")


def _exit(session: Session, block: str) -> str:
    board = session.board
    match board.blocks[block].type:
        case "menu" | "internal_number":
            return ask(session, board.inputs[block])
        case "group":
            return wait_in_group(session, board.groups[block])
        case "user" | "redirect":
            dial = board.dials[block]
            return ring_phone(session, dial.user, dial.number, dial.ring)
        case "condition":
            return decide(session, block)
        case "phone_service":
            return serve(session, board.services[block])
        case "personal_announcement":
            return speak(session, board.personal[block])
        case "server":
            return ask_server(session, board.servers[block])
        case "voicemail":
            return leave_message(session, board.voicemails[block])
        case "survey":
            return ask_questions(session, board.surveys[block])
    session.play(board.announcements[block])
    session.notes.why.append("the announcement was played")
    return "next"


def _target(board: Switchboard, block: str, exit_: str) -> str:
    if (block, exit_) in board.exits:
        return board.exits[block, exit_]
    digits = exit_.removeprefix("internal_")
    return next(number.group_block for number in board.internal[block] if number.digits == digits)


def _step(session: Session, block: str, exit_: str, entered: int, kind: str = "") -> Step:
    notes = session.notes
    return Step(
        block,
        kind or session.board.blocks[block].type,
        exit_,
        entered,
        session.ms,
        tuple(notes.why),
        tuple(notes.heard),
        tuple(notes.rang),
        tuple(notes.keys_at),
        notes.candidates,
    )


def _summary(session: Session, steps: list[Step], end: _End) -> Walk:
    outcome: Literal["answered", "unanswered", "refused"] = "unanswered"
    if session.answered_by:
        outcome = "answered"
    elif end.cause != "normal":
        outcome = "refused"
    return Walk(
        session.board.tenant.tenant,
        tuple(steps),
        outcome,
        session.answered_by,
        session.accepted_ms,
        session.ms,
        CAUSES[end.cause],
        end.how,
        session.exact,
    )
