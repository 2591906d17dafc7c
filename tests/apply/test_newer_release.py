"""A release with another call plan comes without refusing a call, also when the controller dies meanwhile."""

import itertools
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.apply.command import running, wait_for_role, wco
from tests.apply.newer import newer_release
from tests.caller import Caller
from tests.faults.beside import ANNOUNCED, calls_beside, lost
from tests.faults.hosts import eventually
from tests.standalone import Lab

pytestmark = pytest.mark.lab

MENU = "+48221001001"
WAYS = {ANNOUNCED: "never:otherwise", MENU: "welcome:"}
"""By the dialled number, the beginning of the first step."""


@pytest.fixture
def spacious(lab: Lab) -> Iterator[None]:
    """Let the company have more calls at once; then it and the release are again what they were."""
    file = lab.site.root / "tenants" / "demo.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("channels: 10", "channels: 60"), encoding="utf-8")
    assert wco("apply", lab.site).code == 0
    yield
    file.write_text(text, encoding="utf-8")
    assert wco("apply", lab.site).code == 0


@pytest.mark.usefixtures("spacious")
def test_no_call_is_refused_or_goes_elsewhere(
    lab: Lab, host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer, since = newer_release(tmp_path / "newer"), time.time()
    with calls_beside(lab, *WAYS, every=0.2) as calls:
        with running("apply", lab.site, checkout=newer) as killed:
            wait_for_role(killed, "voice_prompts")  # the new call plan is there, and nobody reads it
        assert wco("apply", lab.site, checkout=newer).code == 0
        after = len(calls)
        assert wco("plan", lab.site, checkout=newer).data["empty"]
        again = wco("apply", lab.site, "--software", checkout=newer)
        assert (again.code, again.data["changes"]) == (0, 0)
        assert wco("apply", lab.site).code == 0  # the former release, whose call plan is still there
    assert lost(calls) == []
    assert wco("plan", lab.site).data["empty"]
    with capsys.disabled():
        print(f"\n{len(calls)} calls, {after} of them to the newer release; longest gap {_gap(calls):.2f} s")
    with suppress(AssertionError):
        eventually(lambda: not _strays(lab, calls, since))
    assert _strays(lab, calls, since) == {}


def _gap(calls: list[Caller]) -> float:
    """Return the longest time without an answer."""
    answered = sorted(call.began + call.accepted for call in calls if call.accepted is not None)
    return max(later - earlier for earlier, later in itertools.pairwise(answered))


def _strays(lab: Lab, calls: list[Caller], since: float) -> dict[str, list[str]]:
    """Return by caller the path of each call that has no record yet, or went elsewhere than its number leads."""
    paths = {record.caller: record.steps for record in lab.inside.records(since)}
    ways = {call.manner.caller: WAYS[call.manner.dialled] for call in calls}
    found = {caller: paths.get(caller, []) for caller in ways}
    return {caller: path for caller, path in found.items() if not "".join(path[:1]).startswith(ways[caller])}
