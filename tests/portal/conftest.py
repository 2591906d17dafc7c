"""Fixtures of the portal's tests."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.portal.operator import Operator
from tests.portal.postgresql import cluster, new_database
from tests.portal.site import PortalSite
from wcoctl.agent import hosts
from wcoctl.rollout import apply, claim, fleet

_numbers = count()


@pytest.fixture(scope="session")
def socket() -> Iterator[Path]:
    with cluster() as folder:
        yield folder


@pytest.fixture
def site(socket: Path) -> Iterator[PortalSite]:
    """A portal with an empty database of its own."""
    name = f"portal_{next(_numbers)}"
    new_database(socket, name)
    with PortalSite(socket, name, Fernet.generate_key()) as found:
        yield found


@pytest.fixture
def operator(socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    name = f"agent_{next(_numbers)}"
    new_database(socket, name)
    found = Operator(tmp_path / "small", f"host={socket} dbname={name}")
    for module in (claim, fleet, apply):
        monkeypatch.setattr(module, "run_playbook", found.hosts.run)
    monkeypatch.setattr(hosts, "ArmedRun", found.hosts.arm)
    return found
