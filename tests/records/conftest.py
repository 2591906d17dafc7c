"""The standalone lab with the tenant whose calls are cut."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.phones import phones
from tests.standalone import Lab, Standalone
from wcoctl.lab.story.stories import Phone

TENANT = Path(__file__).parent / "tenant.yml"
PHONES = {
    "+48603203001": Phone(after=0.3),
    "+48603203002": Phone(does="no_answer"),
    "+48603203003": Phone(does="no_answer"),
    "+48603203004": Phone(after=0.3),
    "+48603203005": Phone(does="busy"),
    "+48603203006": Phone(after=0.2, hang_up_after=0.5),
}


@pytest.fixture(scope="package")
def lab(standalone: Standalone) -> Iterator[Lab]:
    with standalone.holding({"records": TENANT.read_text(encoding="utf-8")}, instead=False) as lab:
        yield lab


@pytest.fixture(autouse=True)
def _phones(lab: Lab) -> Iterator[None]:
    with phones(lab.carrier().address, PHONES):
        yield
