"""What users dial is the same number for the dialplan's queries and the simulator."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import phonenumbers
import pytest

from tests.tools.queries import asked, call_plan
from wcoctl.numbering.dialled import HOME_CODE, HOME_REGION, dialled_number

SPEC = Path(__file__).parents[2] / "specs" / "ok" / "compiled_services.yml"


@pytest.fixture(scope="module")
def plan() -> Iterator[sqlite3.Connection]:
    """Yield the call plan of a company whose users may transfer calls to numbers outside of it."""
    connection = call_plan(SPEC)
    yield connection
    connection.close()


def dialled() -> list[str]:
    chance = random.Random(7)
    beginnings = ("", "0", "00", "001", "0048", "000", "1", "48", "6", "22")
    return [
        beginning + "".join(chance.choices("0123456789", k=length))
        for beginning in beginnings
        for length in range(19)
    ]


def test_the_country_code_is_the_regions() -> None:
    assert f"+{phonenumbers.country_code_for_region(HOME_REGION)}" == HOME_CODE


def test_a_redirect_goes_where_the_simulator_says(plan: sqlite3.Connection) -> None:
    for digits in dialled():
        (row,) = plan.execute(asked("redirect_number", digits)).fetchall() or [("",)]
        assert (row[0] or "") == dialled_number(digits), digits


def test_a_transfer_goes_where_the_simulator_says(plan: sqlite3.Connection) -> None:
    for digits in dialled():
        (row,) = plan.execute(asked("transfer", "compiled_services", digits, "ewa")).fetchall()
        assert row[5] == dialled_number(digits), digits
