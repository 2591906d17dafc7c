"""The edge of all tests, and the call plan that their calls walk."""

import pathlib
from collections.abc import Iterator

import pytest
from testinfra.host import Host

from asterisk.tests.deployed import MAIN, change_plan
from asterisk.tests.edge import Edge

HERE = pathlib.Path(__file__).parent
SCHEMA = HERE.parents[2] / "schemas" / "callplan.sql"


@pytest.fixture(scope="module")
def edge(host: Host) -> Iterator[Edge]:
    """Play the edge. The call plan comes after Asterisk's start, as on a new host."""
    address = host.check_output("ip -4 route show default").split()[2]
    edge = Edge(address, 5060, (host.ansible.get_variables()["ansible_host"], 5080))
    if not host.file("/var/lib/wco/callplan").exists:
        for dialled in (f"{MAIN}07", "dialled-112"):
            assert edge.call(dialled).wait() == 503, "without a call plan the edge asks the next node"
        host.check_output("install -d -o root -g wco_plan -m 2750 /var/lib/wco/callplan")
        change_plan(host, SCHEMA.read_text() + (HERE / "plan.sql").read_text())
        host.check_output(
            "install -D -m 0644 /usr/share/asterisk/sounds/en/digits/1.wav /var/lib/wco/prompts/aa/aa00.wav"
        )
    yield edge
    edge.close()
