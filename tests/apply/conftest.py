"""The standalone lab and a copy of its site that the tests may change; each leaves the two alike."""

from collections.abc import Iterator

import pytest

from tests.standalone import Lab, Standalone


@pytest.fixture(scope="package")
def lab(standalone: Standalone) -> Iterator[Lab]:
    with standalone.holding({}, instead=False) as lab:
        yield lab
