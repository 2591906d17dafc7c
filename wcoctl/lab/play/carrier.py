"""The operator's network, played by SIPp: it calls the switchboard and answers for the users' phones."""

import tempfile
import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from wcoctl.lab.audio.media import Media
from wcoctl.lab.play.observed import ObservedStory
from wcoctl.lab.play.sipp import require_sipp
from wcoctl.lab.play.story_run import Line, StoryCaller, StoryRun
from wcoctl.lab.play.trunk_end import TrunkEnd
from wcoctl.lab.story.prepared import PreparedStory

__all__ = ["Carrier"]

_PORT = 5060


@dataclass
class Carrier:
    """A context manager that holds the audio ends and the trunk; several threads may play at the same time."""

    address: str
    """Address of the trunk: this machine on the lab's network."""
    edge: str
    """Edge that is called, ``address:port``."""
    port: int = _PORT
    progress: Callable[[str], None] = lambda _text: None
    _media: Media = field(init=False)
    _trunk: TrunkEnd = field(init=False)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> "Carrier":
        require_sipp()
        self._trunk = self._open.enter_context(TrunkEnd(self.address, self.port))
        self._media = self._open.enter_context(Media(self.address))
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def play(self, stories: Sequence[PreparedStory]) -> dict[str, ObservedStory]:
        """Run the stories at the same time and return what was seen of each; no two that are played may share a phone."""
        lines = [
            Line(story.name, name, number, behaviours, self._media.open())
            for story in stories
            for number, (name, behaviours) in story.phones.items()
        ]
        callers = [
            StoryCaller(story.name, call, f"wco-{uuid.uuid4().hex}", self._media.open())
            for story in stories
            for call in story.story.calls
        ]
        with tempfile.TemporaryDirectory(prefix="wco-calls-") as folder:
            lasts = max(story.story.lasts for story in stories)
            run = StoryRun(self.address, self._trunk, self.edge, Path(folder), lines, callers, self.progress)
            try:
                run.run(lasts)
                return {story.name: run.seen(story) for story in stories}
            finally:
                run.stop()
                self._media.close([*(caller.end for caller in callers), *(line.end for line in lines)])
