"""Which stories are played at the same time: so many, none of which needs what another one has."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from wcoctl.lab.play.observed import ObservedStory
from wcoctl.lab.story.prepared import PreparedStory

__all__ = ["TOGETHER", "play_in_window"]

TOGETHER = 14
"""Stories at the same time; two cores play more of them late."""


def play_in_window(
    stories: Sequence[PreparedStory],
    play: Callable[[PreparedStory], ObservedStory],
    progress: Callable[[str], None] = lambda _text: None,
) -> dict[str, ObservedStory]:
    """Play stories, long ones first, each as soon as one has ended and what it needs is free; return them by name."""
    waiting = [_Turn.of(story) for story in sorted(stories, key=_length, reverse=True)]
    playing: dict[Future[ObservedStory], _Turn] = {}
    seen: dict[str, ObservedStory] = {}
    with ThreadPoolExecutor(TOGETHER) as threads:
        while waiting or playing:
            while turn := _next(waiting, playing.values()):
                waiting.remove(turn)
                playing[threads.submit(play, turn.story)] = turn
            progress(f"calling: {', '.join(turn.story.name for turn in playing.values())}")
            for ended in wait(playing, return_when=FIRST_COMPLETED).done:
                seen[playing.pop(ended).story.name] = ended.result()
    return seen


@dataclass(frozen=True)
class _Turn:
    """A story and what it needs."""

    story: PreparedStory
    owned: set[str]
    """What it has for itself."""
    shared: set[str]
    """Numbers of which it leaves the clock."""

    @classmethod
    def of(cls, prepared: PreparedStory) -> "_Turn":
        calls = prepared.story.calls
        dialled = {call.dialled for call in calls}
        pairs = {f"{call.caller} {call.dialled}" for call in calls}
        users = {call.caller for call in calls} & set(prepared.numbers.values())
        clocks = dialled if prepared.story.clock else set()
        return cls(prepared, set(prepared.phones) | users | pairs | clocks, dialled)

    def clashes(self, other: "_Turn") -> bool:
        return not (self.owned.isdisjoint(other.owned | other.shared) and self.shared.isdisjoint(other.owned))


def _next(waiting: Sequence[_Turn], playing: Collection[_Turn]) -> _Turn | None:
    """Return the first story that may start beside those that are played."""
    if len(playing) == TOGETHER:
        return None
    return next((turn for turn in waiting if not any(turn.clashes(other) for other in playing)), None)


def _length(prepared: PreparedStory) -> float:
    return max(prepared.story.lasts, *(call.start + call.hang_up_after for call in prepared.story.calls))
