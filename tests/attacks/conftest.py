"""The standalone lab with a second trunk, an attacked company and a quiet one, and who attacks: that trunk and a stranger."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import yaml

from tests.standalone import Lab, Standalone
from tests.tools.peers import Peer

TENANTS = Path(__file__).parent / "tenants"
PORT = 5060
EWA, MENU = "+48223003003", "+48223003002"
"""Numbers of the quiet company: one rings a phone, one answers."""


def _beyond(lab_edge: str, distance: int) -> str:
    """Return an address of the lab's network that no host has; several labs on one machine get different ones."""
    return str(IPv4Address(lab_edge) + distance)


@pytest.fixture(scope="package")
def lab(standalone: Standalone) -> Lab:
    return attacked_lab(standalone)


def attacked_lab(standalone: Standalone) -> Lab:
    """Deploy the site with the second trunk and both companies."""
    tenants = {file.stem: file.read_text(encoding="utf-8") for file in sorted(TENANTS.glob("*.yml"))}
    lab = Lab(standalone.copy(tenants, instead=False))
    spec = lab.site.root / "site.yml"
    site = yaml.safe_load(spec.read_text(encoding="utf-8"))
    site["trunks"].append({"name": "second", "addresses": [_beyond(lab.edge, 190)]})
    natted = {"name": "natted", "addresses": [_beyond(lab.edge, 170)], "behind_nat": True, "prack": True}
    site["trunks"].append(natted)
    spec.write_text(yaml.safe_dump(site, allow_unicode=True), encoding="utf-8")
    lab.apply()
    return lab


@contextmanager
def _address(address: str, edge: str) -> Iterator[str]:
    """Give this machine an address on the lab's network."""
    route = subprocess.run(["ip", "-j", "route", "get", edge], capture_output=True, check=True)
    device = json.loads(route.stdout)[0]["dev"]
    added = subprocess.run(["ip", "address", "add", f"{address}/32", "dev", device], capture_output=True)
    yield address
    if added.returncode == 0:
        subprocess.run(["ip", "address", "del", f"{address}/32", "dev", device], check=True)


@contextmanager
def _peer(address: str, edge: str) -> Iterator[Peer]:
    with _address(address, edge):
        peer = Peer(address, PORT, (edge, PORT))
        try:
            yield peer
        finally:
            peer.close()


@contextmanager
def second_trunk(lab: Lab) -> Iterator[str]:
    """Return the second trunk's address. Its port is free."""
    with _address(_beyond(lab.edge, 190), lab.edge) as address:
        yield address


@pytest.fixture
def trunk_address(lab: Lab) -> Iterator[str]:
    """The second trunk's address. Its port is free."""
    with second_trunk(lab) as address:
        yield address


@pytest.fixture
def trunk(lab: Lab, trunk_address: str) -> Iterator[Peer]:
    """The second trunk: a peer whose customers attack. Calls go out by the first one, `lab.carrier()`."""
    with _peer(trunk_address, lab.edge) as peer:
        yield peer


@pytest.fixture
def carrier(lab: Lab) -> Iterator[Peer]:
    """The first trunk, whose customers do nothing wrong."""
    with _peer(lab.carrier().address, lab.edge) as peer:
        yield peer


@pytest.fixture
def stranger(lab: Lab) -> Iterator[Peer]:
    """Somebody at an address that is no trunk's."""
    with _peer(_beyond(lab.edge, 200), lab.edge) as peer:
        yield peer


@pytest.fixture
def natted(lab: Lab) -> Iterator[Peer]:
    """A trunk behind NAT, with reliable provisional answers."""
    with _peer(_beyond(lab.edge, 170), lab.edge) as peer:
        yield peer
