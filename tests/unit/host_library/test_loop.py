"""A service's loop outlives what its job needs, says so ever more seldom, and ends when it is stopped."""

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wco_host.loop import Loop

LONG = 60.0
"""Seconds that no test waits: who would has failed."""


@dataclass
class Script:
    """A job that does what its script says, and has the loop stopped at the end of that."""

    steps: Iterator[object]
    stop: threading.Event
    runs: int = 0
    closed: bool = False

    def run(self) -> object:
        """Do the next step: fail with it, or return it."""
        self.runs += 1
        step = next(self.steps, None)
        if step is None:
            self.stop.set()
        if isinstance(step, Exception):
            raise step
        return step

    def close(self) -> None:
        """Note it."""
        self.closed = True


@dataclass
class Scene:
    """A loop, its job and what it has told."""

    pause: float
    longest_wait: float = LONG
    told: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def play(self, *steps: object) -> Script:
        """Let the loop run until the script is over; return its job."""
        job = Script(iter(steps), self.stop)
        loop = Loop(
            "records",
            job,
            (OSError,),
            self.pause,
            self.longest_wait,
            self.stop,
            self.told.append,
            "delivering",
        )
        loop.run()
        return job


def test_what_has_failed_is_tried_again_until_it_works() -> None:
    scene = Scene(pause=0.001)
    job = scene.play(*[ConnectionError("no\n  route")] * 3, 0)
    assert scene.told == [*["waiting: ConnectionError: no route"] * 3, "delivering", "delivering"]
    assert (job.runs, job.closed) == (5, True)


def test_waits_grow_up_to_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(pause=1.0, longest_wait=8.0)
    waits: list[float] = []

    def wait(timeout: float) -> bool:
        waits.append(timeout)
        return scene.stop.is_set()

    monkeypatch.setattr(scene.stop, "wait", wait)
    scene.play(*[OSError("down")] * 6)
    *tries, pause = waits
    assert [int(seconds) for seconds in tries] == [1, 2, 4, 8, 8, 8], "each with less than a pause by chance"
    assert pause == 1.0


def test_the_journal_gets_the_tries_that_are_powers_of_two(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        Scene(pause=0.0).play(*[OSError("down")] * 9)
    assert [record.getMessage() for record in caplog.records] == [
        f"records: try {number} failed: OSError: down" for number in (1, 2, 4, 8)
    ]


def test_tries_are_counted_from_one_again_after_one_that_worked(caplog: pytest.LogCaptureFixture) -> None:
    Scene(pause=0.0).play(OSError("first"), 0, OSError("second"))
    assert [record.getMessage() for record in caplog.records] == [
        "records: try 1 failed: OSError: first",
        "records: try 1 failed: OSError: second",
    ]


def test_there_is_no_pause_while_there_is_more_to_do() -> None:
    begun = time.monotonic()
    assert Scene(pause=LONG).play(1, 1, 1).runs == 4
    assert time.monotonic() - begun < LONG / 2


def test_an_error_that_does_not_pass_ends_the_service() -> None:
    scene = Scene(pause=LONG)
    with pytest.raises(ValueError, match="a mistake"):
        scene.play(ValueError("a mistake"))
    assert scene.told == []


SERVICE = """
from wco_host.service import serve

class Job:
    def run(self): {run}
    def close(self): print("closed", flush=True)

serve("records", Job(), (OSError,), 60.0)
"""
SYSTEMD = "class daemon:\n    notify = staticmethod(lambda text: print(text, flush=True))\n"


@pytest.mark.parametrize(
    ("run", "last"),
    [
        ("raise OSError('down')", "STATUS=waiting: OSError: down"),
        ("return 0", "STATUS=delivering"),
        ("return 1", "STATUS=delivering"),
    ],
    ids=["waiting", "idle", "busy"],
)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_ends_the_service_at_once(
    tmp_path: Path, run: str, last: str, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it does, its job is closed; systemd's Python library is replaced by one that prints."""
    (tmp_path / "systemd.py").write_text(SYSTEMD, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", ":".join([str(tmp_path), *sys.path]))
    command = [sys.executable, "-c", SERVICE.format(run=run)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as service:
        assert service.stdout
        assert service.stdout.readline() == "READY=1\n"
        while (line := service.stdout.readline().strip()) != last:
            assert line, "it has ended"
        service.send_signal(number)
        assert service.stdout.read().splitlines()[-1] == "closed"
        assert service.wait(10) == 0
