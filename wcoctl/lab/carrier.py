"""The operator's network, played by SIPp: it calls the switchboard and answers for the users' phones."""

import tempfile
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wcoctl.lab.media import Media
from wcoctl.lab.scene import Scene
from wcoctl.lab.seen import StorySeen
from wcoctl.lab.sipp import require_sipp
from wcoctl.lab.stage import Caller, Line, Stage

__all__ = ["Carrier", "Scene"]

_PORT = 5060


@dataclass
class Carrier:
    """A context manager that holds the audio ends; `play` runs stories at the same time."""

    address: str
    """Address of the trunk: this machine on the lab's network."""
    edge: str
    """Edge that is called, ``address:port``."""
    port: int = _PORT
    progress: Callable[[str], None] = lambda _text: None
    _media: Media = field(init=False)

    def __enter__(self) -> "Carrier":
        require_sipp()
        self._media = Media(self.address)
        self._media.__enter__()
        return self

    def __exit__(self, *_error: object) -> None:
        self._media.__exit__()

    def play(self, scenes: Sequence[Scene]) -> dict[str, StorySeen]:
        """Run the scenes at the same time and return what was seen of each; they may share no phone."""
        lines = [
            Line(scene.name, name, number, behaviours, self._media.open())
            for scene in scenes
            for number, (name, behaviours) in scene.phones.items()
        ]
        callers = [
            Caller(scene.name, call, f"wco-{uuid.uuid4().hex}", self._media.open())
            for scene in scenes
            for call in scene.story.calls
        ]
        with tempfile.TemporaryDirectory(prefix="wco-calls-") as folder:
            lasts = max(scene.story.lasts for scene in scenes)
            stage = Stage(self.address, self.port, self.edge, Path(folder), lines, callers, self.progress)
            try:
                stage.run(lasts)
                return {scene.name: stage.seen(scene) for scene in scenes}
            finally:
                stage.stop()
                self._media.close([*(caller.end for caller in callers), *(line.end for line in lines)])
