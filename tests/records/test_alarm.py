"""An alarm that the dialplan raises comes to PostgreSQL, whatever its text."""

import time

import pytest

from tests.standalone import Lab
from wcoctl.model.load import load_hosts

pytestmark = pytest.mark.lab

TEXT = "it's, ${SHELL(id)} 80 %"
_QUERY = (
    "SELECT kind, subject, text, node FROM alarm WHERE at >= to_timestamp({since}) AND subject = 'redirect'"
)


def test_an_alarm_of_the_dialplan_arrives(lab: Lab) -> None:
    since = time.time() - 1
    lab.inside.asterisk(f'dialplan set global WCO_ALARM_TEXT "{TEXT}"')
    application = "Set(ODBC_WCO_ALARM(minute_bundle,redirect)=${WCO_ALARM_TEXT})"
    lab.inside.asterisk(f"dialplan add extension alarm,1,{application} into wco_end")
    try:
        lab.inside.asterisk("channel originate Local/alarm@wco_end application NoOp")
        (node,) = load_hosts(lab.site.root).hosts
        assert _found(lab, since) == [f"minute_bundle|redirect|{TEXT}|{node}"]
    finally:
        lab.inside.asterisk("dialplan remove extension alarm@wco_end")
        lab.inside.asterisk('dialplan set global WCO_ALARM_TEXT ""')


def _found(lab: Lab, since: float) -> list[str]:
    command = ("runuser", "-u", "postgres", "--", "psql", "-X", "-A", "-t", "-d", "wco", "-c")
    deadline = time.monotonic() + 10
    while True:
        lines = lab.inside.run(lab.inside.data, *command, _QUERY.format(since=since)).decode().splitlines()
        if lines or time.monotonic() > deadline:
            return lines
        time.sleep(0.5)
