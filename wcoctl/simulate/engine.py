"""The walk: from the dialled number from block to block until the call ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from wcoctl.blocks.registry import part
from wcoctl.compile.callplan import CallPlan, compile_site
from wcoctl.simulate.call import SimulatedCall
from wcoctl.simulate.entrance import barred, due, rule_text
from wcoctl.simulate.forwarding import goes_round
from wcoctl.simulate.outgoing import SUSPENDED, dial_out, who_dials
from wcoctl.simulate.result import Walk
from wcoctl.simulate.session import CallEndedError, CallerHungUpError, WalkSession
from wcoctl.simulate.switchboard import Switchboard

__all__ = ["MOST_BLOCKS", "simulate"]

MOST_BLOCKS = 200
"""Guard against plans that never end a call."""
ENDED = "-"
CAUSES = {"normal": 16, "busy": 17, "rejected": 21, "loop": 25}
UNALLOCATED = 1


@dataclass(frozen=True)
class _End:
    cause: str
    how: str


def simulate(
    call: SimulatedCall,
    plans: Iterable[CallPlan],
    site: CallPlan | None = None,
    durations: Mapping[str, float] | None = None,
) -> Walk:
    """Walk a call through the plans; ``durations`` gives the seconds of prompts, estimated otherwise."""
    plans, site = list(plans), site or compile_site()

    def walk(another: SimulatedCall) -> Walk:
        return simulate(another, plans, site, durations)

    sessions = [WalkSession(call, Switchboard(plan, site), durations or {}, walk) for plan in plans]
    for session in sessions:
        if call.dialled in session.board.entries:
            return _walk(session)
    if dialler := who_dials(sessions):
        return dial_out(*dialler)
    how = f"no switchboard has the number {call.dialled}: the call is refused with 404"
    return Walk("", (), "refused", "", None, 0, UNALLOCATED, how, exact=True)


def _walk(session: WalkSession) -> Walk:
    block, end = _entrance(session)
    while block and len(session.steps) < MOST_BLOCKS:
        session.enter(block)
        reached = _pass(session, block)
        exit_ = ENDED if isinstance(reached, _End) else reached
        session.leave(exit_)
        if isinstance(reached, _End):
            end = reached
            break
        left, block = block, _target(session.board, block, exit_)
        if not block:
            end = _End("normal", f"the exit {exit_} of {left} hangs up")
            break
    return _summary(session, end)


def _entrance(session: WalkSession) -> tuple[str, _End]:
    """Pass what comes before the first block; return that block, '' when the call ends before it."""
    endless = _End("normal", f"the call is hung up after {MOST_BLOCKS} blocks: it loops")
    block = session.board.entries[session.call.dialled]
    session.enter("loop")
    if reason := goes_round(session):
        session.leave(reason, "loop")
        return "", _End("loop", "the call loops: it is refused with 482")
    if not session.board.tenant.channels:
        return "", _End("busy", f"{SUSPENDED}: the call is refused with 486")
    if rule := barred(session):
        session.enter("blocklist")
        session.notes.why.append(rule_text(rule))
        session.leave(f"rule_{rule.position}", "blocklist")
        rejected = _End("rejected", "the caller is on the blocklist")
        return rule.target, endless if rule.target else rejected
    for row in due(session):
        session.enter(row.announcement)
        try:
            session.play(row.prompt)
        except CallerHungUpError:
            session.leave(ENDED, "occasional announcement")
            return "", _End("normal", "the caller hangs up")
        session.leave("occasional", "occasional announcement")
        if row.hangup:
            return "", _End("normal", f"the announcement {row.announcement} ends the call")
    return block, endless


def _pass(session: WalkSession, block: str) -> str | _End:
    """Do what a block says; return the exit, or how the call ended in it."""
    walk = part(session.board.blocks[block].type, "walk", "walk")
    try:
        exit_: str = walk(session, block)
    except CallEndedError as ended:
        return _End(ended.cause, ended.how)
    except CallerHungUpError:
        return _End("normal", "the caller hangs up")
    return exit_


def _target(board: Switchboard, block: str, exit_: str) -> str:
    if (block, exit_) in board.exits:
        return board.exits[block, exit_]
    kind, _, digits = exit_.partition("_")
    offered = board.internal["" if kind == "transfer" else block]
    return next(number.group_block for number in offered if number.digits == digits)


def _summary(session: WalkSession, end: _End) -> Walk:
    outcome: Literal["answered", "unanswered", "refused"] = "unanswered"
    if session.answered_by:
        outcome = "answered"
    elif end.cause != "normal":
        outcome = "refused"
    return Walk(
        session.board.tenant.tenant,
        tuple(session.steps),
        outcome,
        session.answered_by,
        session.accepted_ms,
        session.ms,
        CAUSES[end.cause],
        end.how,
        session.exact,
    )
