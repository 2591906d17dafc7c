"""Stories at the same time: none that shares something with another one, and no gap between two of them."""

import json
import threading
import time

from wcoctl.lab.play.observed import ObservedStory
from wcoctl.lab.play.window import TOGETHER, play_in_window
from wcoctl.lab.story.prepared import PreparedStory
from wcoctl.lab.story.stories import Story

NUMBERS = {"anna": "+48601100201", "bartek": "+48601100202"}
PATIENCE = 10.0


def prepared(name: str, dialled: str, *phones: str, clock: str | None = None) -> PreparedStory:
    story = {"title": name, "tenant": "demo", "phones": {phone: {} for phone in phones}}
    call = {"dialled": dialled, "caller": f"+4860070{len(name):04}", "expect": {}}
    loaded = Story.model_validate_json(json.dumps(story | {"calls": [call], "clock": clock}))
    return PreparedStory(name, loaded, NUMBERS)


def meet(*stories: PreparedStory) -> bool:
    """Play stories, each of which lasts until all are played or a moment is over; tell whether all met."""
    all_here = threading.Barrier(len(stories))
    met = []

    def play(_story: PreparedStory) -> ObservedStory:
        try:
            met.append(all_here.wait(0.2))
        except threading.BrokenBarrierError:
            time.sleep(0.05)
        return ObservedStory([])

    assert set(play_in_window(stories, play)) == {story.name for story in stories}
    return len(met) == len(stories)


def test_stories_that_share_nothing_are_played_together() -> None:
    assert meet(prepared("a", "+48221001000", "anna"), prepared("bb", "+48221001000", "bartek"))


def test_stories_with_a_phone_in_common_are_not_played_together() -> None:
    by_user, by_number = prepared("a", "+48221001000", "anna"), prepared("bb", "+48221001001", "+48601100201")
    assert not meet(by_user, by_number)


def test_the_same_caller_does_not_call_the_same_number_in_two_stories_at_once() -> None:
    assert not meet(prepared("a", "+48221001000"), prepared("b", "+48221001000"))


def test_a_story_with_a_clock_has_its_number_for_itself() -> None:
    night = prepared("a", "+48221001000", clock="2026-03-15T22:30:00")
    assert not meet(night, prepared("bb", "+48221001000"))
    assert not meet(prepared("bb", "+48221001000"), night)
    assert meet(night, prepared("ccc", "+48221001001"))


def test_a_story_waits_only_for_those_that_it_shares_something_with() -> None:
    last_played = threading.Event()

    def play(story: PreparedStory) -> ObservedStory:
        if story.name == "long":
            assert last_played.wait(PATIENCE)
        elif story.name == "last":
            last_played.set()
        return ObservedStory([])

    long, first, last = (
        prepared("long", "+48221001000"),
        prepared("first", "+48221001001", "anna"),
        prepared("last", "+48221001002", "anna"),
    )
    assert list(play_in_window([long, first, last], play)) == ["first", "last", "long"]


def test_so_many_are_played_at_once_and_no_more() -> None:
    playing, most, full, lock = set[str](), [0], threading.Event(), threading.Lock()

    def play(story: PreparedStory) -> ObservedStory:
        with lock:
            playing.add(story.name)
            most.append(len(playing))
            if len(playing) == TOGETHER:
                full.set()
        assert full.wait(PATIENCE)
        time.sleep(0.01)
        with lock:
            playing.remove(story.name)
        return ObservedStory([])

    play_in_window([prepared("a" * n, f"+4822100{n:04}") for n in range(1, 2 * TOGETHER)], play)
    assert max(most) == TOGETHER


def test_what_is_played_is_reported() -> None:
    told: list[str] = []
    stories = [prepared("a", "+48221001000", "anna"), prepared("bb", "+48221001001", "anna")]
    play_in_window(stories, lambda _story: ObservedStory([]), told.append)
    assert told == ["calling: a", "calling: bb"]
