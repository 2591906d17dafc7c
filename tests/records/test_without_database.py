"""Calls need no PostgreSQL: from the number to the answer no statement goes there, since there is nobody to take it."""

import asyncio
import time

import pytest

from tests.caller import Caller, Manner
from tests.records.told import told
from tests.standalone import Lab

pytestmark = pytest.mark.lab


def _postgresql(lab: Lab, verb: str) -> None:
    lab.inside.run(lab.inside.data, "systemctl", verb, "postgresql@17-main")


def test_a_call_through_condition_menu_and_group_is_answered_without_postgresql(lab: Lab) -> None:
    since = time.time() - 1
    manner = Manner("+48222031006", "+48703203301", keys=[(1.0, "1")], hang_up_after=5)
    carrier = lab.carrier()
    caller = Caller(manner, carrier.address, carrier.edge)
    _postgresql(lab, "stop")
    try:
        asyncio.run(caller.place())
    finally:
        _postgresql(lab, "start")
    assert caller.accepted is not None
    (record,) = told(lab, since, [manner.caller])
    assert record["path"] == "who:otherwise offer:key_1 team:-"
    assert (record["outcome"], record["answered_by"]) == ("answered", "dawid")
