"""A newer Asterisk comes without cutting or refusing a call, also when the controller dies meanwhile."""

import asyncio
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.apply.command import running, wait_for_role, wco
from tests.apply.host import look
from tests.apply.newer import newer_packages
from tests.caller import Caller, Manner
from tests.standalone import Lab
from wcoctl.lab.stories import PlayedCall, play_stories
from wcoctl.lab.story.stories import Story
from wcoctl.lab.story.tenant import load_story_tenants

pytestmark = pytest.mark.lab

_PACKAGES = "/var/lib/wco/asterisk-packages"
_UPGRADE = "upgrade asterisk"
_DRAINED = ("systemctl", "list-units", "--plain", "--no-legend", "wco-drained-*")
_RESTORE = f"""
set -e
rm -rf {_PACKAGES} && mv {_PACKAGES}.real {_PACKAGES}
apt-get -qq update
old=$(sed -n 's/^Version: //p' {_PACKAGES}/Packages | head -n 1)
exact="asterisk=$old asterisk-config=$old asterisk-modules=$old"
apt-get -qq -o DPkg::Lock::Timeout=120 install --allow-downgrades --no-install-recommends $exact
asterisk -rx 'core waitfullybooted'
"""

STANDING = {
    "title": "a long conversation",
    "tenant": "demo",
    "phones": {"anna": {"after": 0.5, "hang_up_after": 40.0}},
    "calls": [
        {
            "dialled": "+48221001001",
            "caller": "+48601000001",
            "keys": [{"press": "2", "at": 1.0}],
            "hang_up_after": 60.0,
            "expect": {
                "path": ["welcome:key_2", "boss:end_of_call"],
                "heard": ["menu"],
                "rang": ["anna:answered"],
                "outcome": "answered",
                "talks_to": "anna",
            },
        }
    ],
}


@pytest.fixture
def newer(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Bring newer packages to controller and host, as an apply with another recipe does; then the host's own are back."""
    version = f"{_installed(lab)}.1"
    cache = newer_packages(tmp_path, version)
    _sh(lab, f"[ -e {_PACKAGES}.real ] || cp --archive {_PACKAGES} {_PACKAGES}.real")
    packages = subprocess.run(["tar", "-C", cache / "asterisk", "-c", "."], capture_output=True, check=True)
    unpack = lab.inside.command(lab.edge, "tar", "-C", _PACKAGES, "--no-same-owner", "-x")
    subprocess.run(unpack, input=packages.stdout, check=True)
    _sh(lab, "apt-get -qq update")
    monkeypatch.setenv("LAB_CACHE", str(cache))
    yield version
    _sh(lab, _RESTORE)


@contextmanager
def standing(lab: Lab) -> Iterator[Future[list[PlayedCall]]]:
    """Have two people talk for 40 seconds."""
    stories = {"standing": Story.model_validate(STANDING)}
    tenants = load_story_tenants(lab.site.root, stories)
    with lab.carrier() as carrier, ThreadPoolExecutor(1) as threads:
        yield threads.submit(lambda: play_stories(stories, tenants, lab.inside, carrier)["standing"])


def test_no_call_is_lost(lab: Lab, host: str, newer: str) -> None:
    notes = wco("plan", lab.site).data["updates"][host]
    assert f"Asterisk {newer} is built" in " ".join(notes)

    with standing(lab) as talk, running(_UPGRADE, lab.site) as killed:
        wait_for_role(killed, "asterisk")
        assert not talk.done()
        assert _new_call(lab).status == 200  # there is no other node
        # When the conversation is over.
        _sh(lab, "timeout 240 sh -c 'until pgrep -x dpkg; do sleep 0.05; done'")
        assert [call.problems for call in talk.result()] == [[]]
    assert wco(_UPGRADE, lab.site).code == 0
    assert not lab.inside.run(lab.edge, *_DRAINED)
    assert _new_call(lab).status == 200

    before = look(lab)
    answer = wco(_UPGRADE, lab.site)
    assert (answer.code, answer.data) == (0, {host: {"upgraded": False, "version": newer}})
    assert look(lab) == before
    assert "is built" not in " ".join(wco("plan", lab.site).data["updates"][host])


def _new_call(lab: Lab) -> Caller:
    """Place a call that an announcement answers."""
    manner = Manner("+48221001002", "+48601000077", hang_up_after=2)
    return asyncio.run(Caller(manner, lab.carrier().address, lab.carrier().edge).place())


def _installed(lab: Lab) -> str:
    return lab.inside.run(lab.edge, "dpkg-query", "-W", "-f", "${Version}", "asterisk").decode()


def _sh(lab: Lab, script: str) -> None:
    lab.inside.run(lab.edge, "sh", "-c", script, patience=300)
