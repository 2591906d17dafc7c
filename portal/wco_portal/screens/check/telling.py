"""A walk told to people: what each block does with the call, in the visitor's language."""

from collections.abc import Iterator, Mapping, Sequence
from gettext import NullTranslations
from typing import NamedTuple

from wco_portal.switchboard.words import words_of
from wco_portal.texts import Language, marked, translations
from wcoctl.compile.callplan import CallPlan
from wcoctl.model.tenant import Tenant
from wcoctl.simulate import PlayedPrompt, Ring, Walk, WalkStep
from wcoctl.simulate.result import BEEP, INVALID

__all__ = ["Paragraph", "ending", "story"]

_RANG: Mapping[str, str] = {
    "answered": marked("The phone of %(who)s rings for %(seconds)s s and is answered."),
    "busy": marked("The phone of %(who)s is busy, or the call is rejected."),
    "no_answer": marked("The phone of %(who)s rings for %(seconds)s s; nobody answers."),
    "failed": marked("The phone of %(who)s cannot be reached."),
    "cancelled": marked(
        "The phone of %(who)s rings for %(seconds)s s, until another one answers or the caller hangs up."
    ),
}
_OUTCOMES: Mapping[str, str] = {
    "unanswered": marked("Nobody answers the call."),
    "refused": marked("The call is refused."),
}
_SHOWN = 200


class Paragraph(NamedTuple):
    """What happens in one block."""

    clock: str
    kind: str
    block: str
    exists: bool
    """Whether it is a block, and no step before the first one."""
    lines: Sequence[str]
    exit: str
    """Empty: the call ends here."""
    whys: Sequence[str]
    """English sentences of the simulator."""


def story(walk: Walk, plan: CallPlan, tenant: Tenant, language: Language) -> list[Paragraph]:
    """Return the paragraphs of the story."""
    teller = _Teller(plan, tenant, translations(language))
    words = words_of(language)
    return [
        Paragraph(
            _clock(step.entered_ms),
            words.kind(step.type),
            step.block,
            step.block in tenant.blocks,
            list(teller.lines(step)),
            "" if step.exit == "-" else words.exit(step.exit),
            step.why,
        )
        for step in walk.steps
    ]


def ending(walk: Walk, tenant: Tenant, language: Language) -> list[str]:
    """Return what became of the call."""
    say = translations(language).gettext
    if walk.outcome == "answered":
        user = tenant.users.get(walk.answered_by)
        who = user.name if user else walk.answered_by
        lines = [say(marked("%(who)s talks to the caller.")) % {"who": who}]
    else:
        lines = [say(_OUTCOMES[walk.outcome])]
    lines.append(say(marked("The call is over after %s.")) % _clock(walk.ended_ms))
    if not walk.exact:
        lines.append(
            say(marked("A real call may go another way: several people are equally free, or chance decides."))
        )
    return lines


class _Teller:
    """Tells the steps of one call."""

    def __init__(self, plan: CallPlan, tenant: Tenant, texts: NullTranslations) -> None:
        self._spoken = {str(recipe["id"]): str(recipe.get("text", "")) for recipe in plan.recipes}
        self._tenant, self._say = tenant, texts.gettext

    def lines(self, step: WalkStep) -> Iterator[str]:
        """Yield what is heard, pressed and rung, in the order of time."""
        events = [(at, self._say(marked("The caller presses %s.")) % key) for at, key in step.keys_at]
        events += [(heard.at_ms, self._heard(heard)) for heard in step.heard]
        events += [(ring.at_ms, self._rang(ring)) for ring in step.rang]
        yield from (f"{_clock(at)} {text}" for at, text in sorted(events, key=lambda event: event[0]))
        if step.candidates:
            names = ", ".join(sorted(map(self._name, step.candidates)))
            yield self._say(marked("Any of these may answer: %s.")) % names

    def _heard(self, heard: PlayedPrompt) -> str:
        if heard.prompt == BEEP:
            return self._say(marked("The caller hears a tone."))
        if heard.prompt == INVALID:
            return self._say(marked("The caller hears that the choice was wrong."))
        spoken = self._spoken.get(heard.prompt, "")
        text = f"“{spoken[:_SHOWN].rstrip()}{'…' if len(spoken) > _SHOWN else ''}”" if spoken else ""
        name = ", ".join(heard.names) or heard.prompt
        return " ".join(part for part in (self._say(marked("The caller hears %s:")) % name, text) if part)

    def _rang(self, ring: Ring) -> str:
        who = f"{self._name(ring.user)} ({ring.number})" if ring.user else ring.number
        return self._say(_RANG[ring.result]) % {"who": who, "seconds": f"{ring.ms / 1000:g}"}

    def _name(self, user: str) -> str:
        found = self._tenant.users.get(user)
        return found.name if found else user


def _clock(ms: int) -> str:
    return f"{ms // 60000}:{ms // 1000 % 60:02}"
