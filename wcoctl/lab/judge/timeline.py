"""Tells a call as a story with times: what the network saw, what the record says, and what was heard."""

from collections.abc import Iterator

from wcoctl.lab.judge.review import PlayedCall
from wcoctl.lab.play.legs import ObservedLeg

__all__ = ["Moment", "moments", "stamp"]

Moment = tuple[float, str]
"""Seconds since the call began, and what happened."""

_ANSWERS = {
    404: "unknown number",
    480: "unavailable",
    486: "busy",
    487: "given up",
    488: "no common codec",
    503: "no service",
    603: "declined",
}


def moments(played_call: PlayedCall) -> list[Moment]:
    """Return everything that happened in a call, in order."""
    told = [*_caller(played_call), *_heard(played_call), *_path(played_call)]
    for leg in [*played_call.call.legs, *played_call.alone]:
        told += _leg(played_call, leg)
    return sorted(told, key=lambda moment: moment[0])


def stamp(seconds: float) -> str:
    """Return a time as ``minutes:seconds.tenths``."""
    minutes, rest = divmod(max(0.0, seconds), 60)
    return f"{int(minutes):02}:{rest:04.1f}"


def _caller(played_call: PlayedCall) -> Iterator[Moment]:
    call = played_call.call
    caller = "a caller who withholds the number" if call.call.caller == "anonymous" else call.call.caller
    yield 0.0, f"{caller} calls {call.call.dialled}"
    if call.ringing is not None:
        yield call.ringing, "the caller hears ringing"
    if call.answered is not None:
        yield call.answered, "the switchboard answers"
    for time, keys in call.pressed:
        yield time, f"the caller presses {keys}"
    if call.ended is None:
        return
    if call.status >= 300 and not call.hung_up:
        yield call.ended, f"the call is refused: {call.status} ({_ANSWERS.get(call.status, 'refused')})"
    else:
        yield call.ended, "the caller hangs up" if call.hung_up else "the switchboard ends the call"


def _heard(played_call: PlayedCall) -> Iterator[Moment]:
    texts = played_call.tenant.spec.prompts
    for found in played_call.heard:
        text = " ".join((texts[found.name].text or found.name).split()) if found.name in texts else found.name
        words = text if len(text) <= 60 else text[:57] + "..."
        yield found.at_ms / 1000, f"the caller hears “{words}”"
        if not found.whole:
            yield (found.at_ms + found.length_ms) / 1000, "the announcement breaks off"


def _path(played_call: PlayedCall) -> Iterator[Moment]:
    for record in played_call.records:
        for step in record.path:
            exit_ = "the call ends here" if step["exit"] == "-" else f"exit {step['exit']}"
            yield step["ms"] / 1000, f"{played_call.tenant.block(step['block'])}: {exit_}"


def _leg(played_call: PlayedCall, leg: ObservedLeg) -> Iterator[Moment]:
    person = played_call.tenant.person(leg.phone)
    yield leg.rang, f"{person}'s phone rings"
    if leg.answered is not None:
        yield leg.answered, f"{person} answers"
        if leg.hears_caller and leg.heard_by_caller:
            yield leg.answered + 0.01, f"{person} and the caller hear each other"
    for time, keys in leg.pressed:
        yield time, f"{person} presses {keys}"
    if leg.ended is not None:
        ends = {
            "answered": f"{person} hangs up" if leg.hung_up else f"{person}'s conversation ends",
            "busy": f"{person} is busy",
            "failed": f"{person} cannot be reached",
            "cancelled": f"{person}'s phone stops ringing",
        }
        yield leg.ended, ends[leg.result]
