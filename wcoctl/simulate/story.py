"""A walk told as a story: one paragraph for each block, with the times."""

from collections.abc import Iterator

from wcoctl.compile.callplan import CallPlan
from wcoctl.simulate.result import PlayedPrompt, Ring, Walk, WalkStep

__all__ = ["story"]

SHORT = 60
Line = tuple[str, str]
"""A style of rich, and the text."""


def story(walk: Walk, plan: CallPlan) -> Iterator[Line]:
    """Yield the lines of the story."""
    texts = {recipe["id"]: recipe.get("text", "") for recipe in plan.recipes}
    for step in walk.steps:
        yield "bold", f"{_clock(step.entered_ms)}  {step.block} ({step.type.replace('_', ' ')})"
        yield from (("", f"       {line}") for line in _events(step, texts))
        yield from (("dim", f"       because {why}") for why in step.why)
        if step.candidates:
            yield "yellow", f"       any of these may answer: {', '.join(sorted(step.candidates))}"
        yield "cyan", f"       -> {step.exit}" if step.exit != "-" else "       the call ends here"
    yield "bold", f"{_clock(walk.ended_ms)}  {walk.ending}"
    yield from (("", f"       {line}") for line in _result(walk))


def _result(walk: Walk) -> Iterator[str]:
    yield f"outcome: {walk.outcome}" + (f" by {walk.answered_by}" if walk.answered_by else "")
    if walk.steps:
        yield f"path: {' '.join(walk.path)}"
    if not walk.exact:
        yield "a real call may go another way: equal members, earlier calls or chance may decide otherwise"


def _events(step: WalkStep, texts: dict[str, str]) -> Iterator[str]:
    """Yield what is heard, pressed and rung, in the order of time."""
    events = [(at, f"the caller presses {key}") for at, key in step.keys_at]
    events += [(heard.at_ms, _heard(heard, texts.get(heard.prompt, ""))) for heard in step.heard]
    events += [(ring.at_ms, _rang(ring)) for ring in step.rang]
    for at, text in sorted(events, key=lambda event: event[0]):
        yield f"{_clock(at)} {text}"


def _heard(heard: PlayedPrompt, text: str) -> str:
    name = " = ".join(heard.names) or f"the system prompt {heard.prompt}"
    shortened = text if len(text) <= SHORT else f"{text[:SHORT].rstrip()}..."
    return f"the caller hears {name}" + (f' "{shortened}"' if text else "")


def _rang(ring: Ring) -> str:
    who = f"{ring.user} ({ring.number})" if ring.user else ring.number
    result = ring.result.replace("_", " ")
    return f"the phone of {who} rings for {ring.ms / 1000:g} s: {result}"


def _clock(ms: int) -> str:
    return f"{ms // 60000}:{ms // 1000 % 60:02}"
