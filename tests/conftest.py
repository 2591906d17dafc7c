"""Fixtures of all tests."""

import pytest

from tests.standalone import Standalone


@pytest.fixture(scope="session")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Standalone:
    """Return the standalone site, deployed once for all tests of a run."""
    return Standalone.deployed(tmp_path_factory.mktemp("standalone"))
