"""A call on its way: the clock, the caller's remaining keys, and the notes on the present step."""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import inf
from zoneinfo import ZoneInfo

from wcoctl.simulate.call import PAUSE, Call, Phone
from wcoctl.simulate.result import BEEP, INVALID, SPOKEN, Heard, Ring, Step, Walk
from wcoctl.simulate.switchboard import Switchboard

__all__ = ["CallEndedError", "CallerHungUpError", "Notes", "Session"]

BETWEEN_KEYS_MS = 250
UNKNOWN_PROMPT_SECONDS = 4.0
BEEP_SECONDS = 0.4
SECONDS_PER_LETTER = 0.075
"""About the speed of the synthetic voices."""


class CallerHungUpError(Exception):
    """The caller is gone: the walk ends in the present block."""


class CallEndedError(Exception):
    """The present block ends the call, with a cause."""

    def __init__(self, cause: str, how: str) -> None:
        super().__init__(how)
        self.cause = cause
        self.how = how


@dataclass
class Notes:
    """What happens in the present step."""

    why: list[str] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    rang: list[Ring] = field(default_factory=list)
    keys_at: list[tuple[int, str]] = field(default_factory=list)
    candidates: frozenset[str] = frozenset()


class Session:
    """The state of one walk."""

    def __init__(
        self,
        call: Call,
        board: Switchboard,
        durations: Mapping[str, float],
        walk: Callable[[Call], Walk],
    ) -> None:
        self.call = call
        self.board = board
        self.walk = walk
        """Walks another call that comes of this one."""
        self.forwarded: dict[str, Phone] = {}
        """How phones behave that their network forwards, by number."""
        self.notes = Notes()
        self.steps: list[Step] = []
        self.block = ""
        self.ms = 0
        self.accepted_ms: int | None = None
        self.answered_by = ""
        self.answered_ms: int | None = None
        self.exact = True
        self.rung: dict[tuple[str, str], int] = {}
        """When members were last rung, by group block and user."""
        self.spared = ""
        """Who has sent the call to a group, and is not rung there before the others."""
        self.waited_out: set[str] = set()
        """Group blocks that the call has left because nobody answered."""
        self.conversations: dict[tuple[str, str], list[int]] = {}
        """Ends of the conversations, by group block and user."""
        self.last_agents = dict(call.last_agents)
        """The member whom the caller talked to last, by group block."""
        self.misses: Counter[tuple[str, str]] = Counter()
        """Calls missed in a row, by group block and user."""
        self.left_out: dict[tuple[str, str], int] = {}
        """Until when a member is excluded, by group block and user."""
        self.switches = dict(call.switches)
        """Overrides in effect, by kind and name: schemas/live.sql says which there are."""
        self.variables: dict[str, str] = {}
        """What companies' servers have told."""
        self._durations = durations
        self._keys = deque(call.keys)
        self._transfers = {user: deque(digits) for user, digits in call.transfers.items()}
        self._entered = 0

    def enter(self, block: str) -> None:
        """Begin with a block."""
        self.notes, self.block, self._entered = Notes(), block, self.ms

    def leave(self, exit_: str, kind: str = "") -> None:
        """End the present step, which is one of the path; ``kind`` is its type when it is not a block."""
        notes = self.notes
        self.steps.append(
            Step(
                self.block,
                kind or self.board.blocks[self.block].type,
                exit_,
                self._entered,
                self.ms,
                tuple(notes.why),
                tuple(notes.heard),
                tuple(notes.rang),
                tuple(notes.keys_at),
                notes.candidates,
            )
        )

    def next_step(self, name: str) -> None:
        """Go on in the same block after a step of the path."""
        self.leave(name)
        self.enter(self.block)

    def next_transfer(self, user: str) -> str:
        """Return where the user sends this call on to, in digits; empty for nowhere."""
        waiting = self._transfers.get(user)
        return waiting.popleft() if waiting else ""

    def local_time(self) -> datetime:
        """Return the present moment on the clock of the tenant."""
        moment = self.call.at.astimezone(UTC) + timedelta(milliseconds=self.ms)
        return moment.astimezone(ZoneInfo(self.board.tenant.timezone))

    def wait(self, seconds: float) -> None:
        """Let time pass; a caller who gives up meanwhile is gone."""
        end = self.ms + round(seconds * 1000)
        limit = self.call.hang_up_after
        if limit is not None and end > round(limit * 1000):
            self.ms = max(self.ms, round(limit * 1000))
            self.notes.why.append(f"the caller gives up after {limit:g} s")
            raise CallerHungUpError
        self.ms = end

    @property
    def next_key(self) -> str:
        """The key that the caller means to press next; empty for none."""
        return self._keys[0] if self._keys else ""

    def accept(self) -> None:
        """Answer the caller's side, if that has not happened yet."""
        if self.accepted_ms is None:
            self.accepted_ms = self.ms

    def answer_before(self, seconds: float) -> None:
        """Answer a caller whom so many seconds more would keep unanswered for longer than networks wait."""
        patience = self.board.tenant.answer_after_seconds
        if self.accepted_ms is None and self.ms + seconds * 1000 > patience * 1000:
            self.notes.why.append(
                f"the caller is answered: nobody waits unanswered for more than {patience} s"
            )
            self.accept()

    def wait_unanswered(self, seconds: float) -> None:
        """Let time pass while nobody answers; the caller is answered when networks would give the call up."""
        due = max(self.ms, self.board.tenant.answer_after_seconds * 1000)
        limit = self.call.hang_up_after
        if self.accepted_ms is None and due < min(self.ms + seconds * 1000, (limit or inf) * 1000):
            self.notes.why.append(
                f"the caller is answered after {due / 1000:g} s at the latest, and waits on"
            )
            self.accepted_ms = due
        self.wait(seconds)

    def play(self, prompt: str, interruptible: bool = False) -> bool:
        """Play a prompt; return whether the next key stopped it."""
        self.accept()
        seconds = self._seconds(prompt)
        think = self.call.think_ms / 1000
        key_follows = bool(self._keys) and self._keys[0] != PAUSE
        stopped = interruptible and self.call.interrupts and key_follows and think < seconds
        start = self.ms
        try:
            self.wait(think if stopped else seconds)
        finally:
            names = self.board.prompt_names.get(prompt, ())
            self.notes.heard.append(Heard(prompt, names, start, self.ms - start))
        return stopped

    def say(self, text: str) -> None:
        """Speak a text that is not a prompt of the plan."""
        self.accept()
        start = self.ms
        try:
            self.wait(_spoken_seconds(text))
        finally:
            self.notes.heard.append(Heard(SPOKEN, (), start, self.ms - start))

    def key(self, wait: float, delay_ms: int = BETWEEN_KEYS_MS) -> str | None:
        """Return the next key, or None when the caller presses none in time."""
        key = self._keys.popleft() if self._keys else PAUSE
        if key == PAUSE or delay_ms >= wait * 1000:
            self.wait(wait)
            return None
        self.wait(delay_ms / 1000)
        self.notes.keys_at.append((self.ms, key))
        return key

    def press(self, key: str) -> bool:
        """Press a key if it is the caller's next one; return whether it was."""
        if not self._keys or self._keys[0] != key:
            return False
        self.notes.keys_at.append((self.ms, self._keys.popleft()))
        return True

    def talk(self, user: str, number: str, phone: Phone) -> None:
        """Let caller and called person talk; returns when the called side hangs up first."""
        self.accept()
        self.answered_by = user or number
        self.answered_ms = self.ms if self.answered_ms is None else self.answered_ms
        self.wait(phone.talks)
        if phone.hangs_up == "caller":
            self.notes.why.append(f"the caller hangs up after talking for {phone.talks:g} s")
            raise CallerHungUpError

    def _seconds(self, prompt: str) -> float:
        if prompt in self._durations:
            return self._durations[prompt]
        if prompt == BEEP:
            return BEEP_SECONDS
        recipe = self.board.recipes.get(prompt)
        if prompt == INVALID or recipe is None or "text" not in recipe:
            return UNKNOWN_PROMPT_SECONDS
        return _spoken_seconds(recipe["text"])


def _spoken_seconds(text: str) -> float:
    return 1.0 + SECONDS_PER_LETTER * len(text)
