"""Fixtures of all tests."""

from collections.abc import Iterator

import pytest

from tests.standalone import Standalone


@pytest.fixture(scope="session")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """The standalone site, deployed once for all tests of a run."""
    with Standalone.deployed(tmp_path_factory.mktemp("standalone")) as standalone:
        yield standalone
