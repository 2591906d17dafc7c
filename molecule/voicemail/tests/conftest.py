"""The two sides of the service: the node with its spool, and the relay."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from testinfra.host import Host

from voicemail.tests.node import SPOOL, Node
from voicemail.tests.relay import Relay


@pytest.fixture(scope="session")
def schema() -> str:
    return (Path(__file__).parents[3] / "schemas" / "voicemail_spool.sql").read_text()


@pytest.fixture
def node(host: Host, schema: str) -> Node:
    node = Node(host)
    file = f"{SPOOL}/voicemail.db"
    host.check_output(f"test -e {file} || install -m 0660 -o asterisk -g wco_voicemail /dev/null {file}")
    node.spool(f"PRAGMA journal_mode = WAL; {schema}")
    return node


@pytest.fixture
def relay(host: Host) -> Iterator[Relay]:
    relay = Relay(host)
    relay.clear()
    yield relay
    relay.clear()
