"""The standalone lab with a second trunk, an attacked company and a quiet one, and who attacks: that trunk and a stranger."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.standalone import Lab, Standalone, beyond
from tests.tools.addresses import own_address
from tests.tools.peers import Peer

TENANTS = Path(__file__).parent / "tenants"
PORT = 5060
EWA, MENU = "+48223003003", "+48223003002"
"""Numbers of the quiet company: one rings a phone, one answers."""


@pytest.fixture(scope="package")
def lab(standalone: Standalone) -> Iterator[Lab]:
    with attacked_lab(standalone) as lab:
        yield lab


@contextmanager
def attacked_lab(standalone: Standalone) -> Iterator[Lab]:
    """Deploy the site with both companies and two more trunks: calls to outside would try these too, so no other test has them."""
    tenants = {file.stem: file.read_text(encoding="utf-8") for file in sorted(TENANTS.glob("*.yml"))}
    lab = Lab(standalone.copy(tenants, instead=False))
    spec = lab.site.root / "site.yml"
    site = yaml.safe_load(spec.read_text(encoding="utf-8"))
    site["trunks"].append({"name": "second", "addresses": [beyond(lab.edge, 190)]})
    natted = {"name": "natted", "addresses": [beyond(lab.edge, 170)], "behind_nat": True, "prack": True}
    site["trunks"].append(natted)
    spec.write_text(yaml.safe_dump(site, allow_unicode=True), encoding="utf-8")
    lab.apply()
    yield lab


@contextmanager
def _peer(address: str, edge: str) -> Iterator[Peer]:
    with own_address(address, edge):
        peer = Peer(address, PORT, (edge, PORT))
        try:
            yield peer
        finally:
            peer.close()


@contextmanager
def second_trunk(lab: Lab) -> Iterator[str]:
    """Return the second trunk's address. Its port is free."""
    with own_address(beyond(lab.edge, 190), lab.edge) as address:
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
    with _peer(beyond(lab.edge, 200), lab.edge) as peer:
        yield peer


@pytest.fixture
def natted(lab: Lab) -> Iterator[Peer]:
    """A trunk behind NAT, with reliable provisional answers."""
    with _peer(beyond(lab.edge, 170), lab.edge) as peer:
        yield peer
