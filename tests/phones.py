"""The phones that the switchboard rings, for as long as a test needs them; stories have their own."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wcoctl.lab.play.scenario import phones_scenario
from wcoctl.lab.play.sipp import require_sipp
from wcoctl.lab.story.stories import Phone

__all__ = ["phones"]

_PORT = 5060


@contextmanager
def phones(address: str, behaviours: Mapping[str, Phone]) -> Iterator[None]:
    """Answer for phones, given by number, at the address of the operator's trunk. They are silent."""
    require_sipp()
    with tempfile.TemporaryDirectory(prefix="wco-phones-") as folder, _deaf_end(address) as port:
        scenario = Path(folder) / "phones.xml"
        scenario.write_text(
            phones_scenario({number: ([phone], port) for number, phone in behaviours.items()})
        )
        command = ["sipp", "-sf", str(scenario), "-i", address, "-p", str(_PORT), "-nostdin", "-aa"]
        sipp = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            deadline = time.monotonic() + 5
            while not _taken(address):
                if sipp.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"the phones at {address}:{_PORT} could not start")
                time.sleep(0.05)
            yield
            if sipp.poll() is not None:
                raise SystemExit(f"the phones at {address}:{_PORT} ended with code {sipp.returncode}")
        finally:
            sipp.kill()
            sipp.wait()


@contextmanager
def _deaf_end(address: str) -> Iterator[int]:
    """Hold a port where audio may go to."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        end.bind((address, 0))
        yield int(end.getsockname()[1])


def _taken(address: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, _PORT))
        except OSError:
            return True
        return False
