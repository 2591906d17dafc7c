"""The edge on the wire: the fake peers in the container (sip/) play their stories once for all tests."""

import json
from typing import Any

import pytest
from testinfra.host import Host

_played: dict[str, dict[str, Any]] = {}


@pytest.fixture(scope="module")
def seen(host: Host) -> dict[str, Any]:
    name = host.backend.get_pytest_id()
    if name not in _played:
        stories = host.run("python3 /opt/sip/play.py")
        assert stories.rc == 0, stories.stderr
        _played[name] = json.loads(stories.stdout)
    return _played[name]
