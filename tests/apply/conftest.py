"""The standalone lab and a copy of its site that the tests may change; each leaves the two alike."""

from collections.abc import Iterator

import pytest

from tests.standalone import Lab, Standalone
from wcoctl.model.load import load_hosts


@pytest.fixture(scope="package")
def lab(standalone: Standalone) -> Iterator[Lab]:
    with standalone.holding({}, instead=False) as lab:
        yield lab


@pytest.fixture(scope="package")
def host(lab: Lab) -> str:
    """Return the name of the lab's host."""
    (name,) = load_hosts(lab.site.root).hosts
    return name
