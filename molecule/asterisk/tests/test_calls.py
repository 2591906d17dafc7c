"""Calls through every type of block, on the Asterisk that the role has deployed. The tests play the edge."""

import datetime
import time

import pytest
from testinfra.host import Host

from asterisk.tests.deployed import MAIN, CallRecord, Leg, all_records, forget, path, records, results
from asterisk.tests.edge import Edge, Phone

Told = dict[str, tuple[int, CallRecord, list[Leg]]]
"""By the end of the main number: the call's status, its record and its legs."""


@pytest.fixture(scope="module")
def told(host: Host, edge: Edge) -> Told:
    """Play all stories, some of them at the same time, and return what was recorded."""
    edge.phones = {
        "+48500000001": Phone(delay=1, talk=1),
        "+48500000003": Phone(),
        "+48500000004": Phone(status=None),
        "+48500000006": Phone(talk=1),
        "+48500000007": Phone(status=486, delay=0.1),
        "+48500000012": Phone(status=486),
        "+48500000013": Phone(status=603),
        "+48226000000": Phone(status=503),
    }
    begun = {
        number: edge.call(f"{MAIN}{number}")
        for number in [f"{number:02}" for number in (2, 3, 4, 5, 6, 7, 8)]
    }
    for number in ("10", "11", "12", "14", "15"):
        begun[number] = edge.call(f"{MAIN}{number}", private=number == "15")
    for call in begun.values():
        assert call.ended.wait(20)
    menu, dial_in, mistake, team = (edge.call(f"{MAIN}{number}") for number in ("01", "16", "18", "09"))
    assert menu.wait() == dial_in.wait() == mistake.wait() == 200
    menu.press("201")
    dial_in.press("301")
    time.sleep(1.5)
    mistake.press("7")
    assert team.wait() == 200, "the second member answers"
    time.sleep(1)
    team.hang_up()
    dial_in.hang_up()
    assert menu.ended.wait(10)
    time.sleep(1)
    mistake.press("7")
    assert mistake.ended.wait(20)
    everybody = edge.call(f"{MAIN}17")
    assert everybody.wait() == 200
    assert everybody.ended.wait(10)
    given_up = edge.call(f"{MAIN}19")
    assert given_up.wait() == 200
    given_up.hang_up()
    begun |= {"01": menu, "16": dial_in, "18": mistake, "09": team, "17": everybody, "19": given_up}
    found = records(host, [f"{MAIN}{number}" for number in begun])
    return {number: (call.status, *found[f"{MAIN}{number}"]) for number, call in begun.items()}


STORIES: dict[str, tuple[int, str, str, list[tuple[str, str]] | None]] = {
    "02": (200, "talk:end_of_call", "answered", [("anna", "answered")]),
    "03": (486, "taken:busy engaged:-", "refused", [("bob", "busy")]),
    "04": (486, "declined:busy engaged:-", "refused", [("bob", "busy")]),
    "05": (603, "silent:no_answer bye:-", "unanswered", [("bob", "no_answer")]),
    "06": (603, "away:no_answer bye:-", "unanswered", []),
    "07": (486, "engaged:-", "refused", []),
    "08": (603, "barred:-", "refused", []),
    "10": (486, "off:inactive engaged:-", "refused", []),
    "11": (486, "nobody:no_members engaged:-", "refused", []),
    "12": (486, "late:timeout engaged:-", "refused", None),
    "15": (603, "forward:no_answer bye:-", "unanswered", [("", "failed")]),
    "01": (200, "menu:end_of_call bye:-", "answered", [("filip", "answered")]),
    "16": (200, "dial_in:-", "answered", [("celina", "answered")]),
    "18": (200, "mistake:wrong_key bye:-", "unanswered", []),
    "09": (200, "team:-", "answered", [("dawid", "no_answer"), ("celina", "answered")]),
    "19": (200, "hello:-", "unanswered", []),
}


@pytest.mark.parametrize("number", STORIES)
def test_a_call_leaves_by_the_right_exits(told: Told, number: str) -> None:
    status, record, legs = told[number]
    assert (status, path(record), record["outcome"]) == STORIES[number][:3]
    if STORIES[number][3] is not None:
        assert results(legs) == STORIES[number][3]
    steps = [int(step.split(":")[0]) for step in record["path"].split(" ")]
    assert steps == sorted(steps)
    assert steps[-1] <= record["ended"] - record["started"] < 60_000
    assert bool(record["answered"]) == (record["outcome"] == "answered")


def test_all_phones_of_a_group_ring_and_one_answers(told: Told) -> None:
    _, record, legs = told["17"]
    assert path(record) == "all:end_of_call"
    assert sorted(results(legs)) == [("anna", "cancelled"), ("filip", "answered"), ("gosia", "busy")]
    assert record["answered_by"] == "filip"


def test_talking_begins_when_the_phone_answers(told: Told) -> None:
    _, record, legs = told["01"]
    assert record["answered"] == legs[0]["answered"]
    assert 250 < legs[0]["answered"] - legs[0]["started"] < 1000
    assert 900 < legs[0]["ended"] - legs[0]["answered"] < 2000


def test_a_loop_ends_after_200_blocks(told: Told) -> None:
    assert path(told["14"][1]).split(" ") == ["loop_a:otherwise", "loop_b:otherwise"] * 100


def test_the_phone_sees_the_caller_and_the_network_the_forwarding_customer(edge: Edge, told: Told) -> None:
    shown = dict(edge.rung)["+48500000012"]
    assert "+48600100200" in shown.header("From")
    assert "+48600100200" in shown.header("P-Asserted-Identity")
    assert f"{MAIN}03" in shown.header("Diversion")
    assert shown.header("X-WCO-Tenant") == "acme"
    hidden = dict(edge.rung)["+48226000000"]
    assert "+48600100200" not in hidden.header("From")
    assert hidden.header("Privacy") == "id"
    assert told["15"][1]["caller"] == ""


@pytest.mark.parametrize(
    ("moment", "caller", "private", "expected"),
    [
        ("2026-11-23 07:59", "+48600100200", False, "hours:rule_1 engaged:-"),
        ("2026-11-23 08:00", "+48600100200", False, "hours:rule_4 talk:end_of_call"),
        ("2026-11-23 15:59", "+48700000000", False, "hours:rule_4 talk:end_of_call"),
        ("2026-11-23 15:59", "+487000000001", False, "hours:otherwise bye:-"),
        ("2026-11-23 15:59", "+48600100200", True, "hours:rule_2 barred:-"),
        ("2026-11-23 16:00", "+48600100200", False, "hours:rule_1 engaged:-"),
        ("2026-11-22 12:00", "+48600100200", False, "hours:rule_1 engaged:-"),
        ("2026-11-11 12:00", "+48600100200", False, "hours:rule_1 engaged:-"),
        ("2026-12-25 10:30", "+48600100200", False, "hours:rule_1 engaged:-"),
        ("2026-12-27 10:30", "+48500100200", False, "hours:otherwise bye:-"),
        ("2026-12-28 12:00", "+48600100200", False, "hours:rule_1 engaged:-"),
    ],
)
@pytest.mark.usefixtures("told")
def test_a_condition_asks_clock_and_caller(
    host: Host, edge: Edge, moment: str, caller: str, private: bool, expected: str
) -> None:
    hour = datetime.timezone(datetime.timedelta(hours=1))
    clock = int(datetime.datetime.fromisoformat(moment).replace(tzinfo=hour).timestamp())
    host.check_output("asterisk -rx 'dialplan set global WCO_NOW_48220000013 %s'", str(clock))
    forget(host)
    call = edge.call(f"{MAIN}13", caller, private)
    assert call.ended.wait(10)
    assert path(records(host, [f"{MAIN}13"])[f"{MAIN}13"][0]) == expected


HANIA = "+48500000021"
NOBODY = [
    "",
    "X-WCO-Caller: none;source=pai\r\n",
    f"X-WCO-Caller: x{HANIA}x;source=pai\r\n",
    f"X-WCO-Caller: {HANIA};source=pai;x\r\n",
    f"X-WCO-Caller: {HANIA}\r\n",
    f"X-WCO-Caller: none;source=none\r\nX-WCO-Caller: {HANIA};source=pai\r\n",
    f"P-Asserted-Identity: <sip:{HANIA}@x>\r\nRemote-Party-ID: <sip:{HANIA}@x>\r\n",
]


@pytest.mark.usefixtures("told")
def test_only_the_edge_says_who_calls(host: Host, edge: Edge) -> None:
    forget(host)
    for says in NOBODY:
        assert edge.call(f"{MAIN}03", HANIA, says=says).wait() == 486
    found = all_records(host, f"{MAIN}03", len(NOBODY))
    assert [record["caller"] for record, _ in found] == [""] * len(NOBODY)
    shown = [invite for number, invite in edge.rung if number == "+48500000012"][-len(NOBODY) :]
    assert len(shown) == len(NOBODY)
    assert not [invite.text for invite in shown if HANIA in invite.text]


@pytest.mark.usefixtures("told")
def test_a_call_that_a_user_dials_needs_the_edge_to_know_the_user_and_the_tenant(edge: Edge) -> None:
    edge.phones["+48500000031"] = Phone(status=486, delay=0.1)
    hania, tenant = f"X-WCO-Caller: {HANIA};source=pai\r\n", "X-WCO-Tenant: acme\r\n"
    refused = [hania, f"{hania}X-WCO-Tenant: other\r\n", hania.replace("pai", "from") + tenant]
    refused += [says + tenant for says in NOBODY]
    for form in ("ad_hoc", "dialled"):
        for says in refused:
            assert edge.call(f"{form}-+48500000031", HANIA, says=says).wait() == 403, says
        assert "+48500000031" not in dict(edge.rung)
    assert edge.call("ad_hoc-+48500000031", says=hania + tenant).wait() == 486
    assert f"<sip:{MAIN}01@" in dict(edge.rung)["+48500000031"].header("From")


LOCK = """
import sqlite3, time
database = sqlite3.connect("/var/spool/wco/calls/calls.db", timeout=20, isolation_level=None)
database.execute("BEGIN IMMEDIATE")
time.sleep(8)
"""
IN_MEMORY = "SELECT dialled, outcome FROM call WHERE ended > 0"


@pytest.mark.usefixtures("told")
def test_a_record_that_the_disk_does_not_take_is_in_memory(host: Host, edge: Edge) -> None:
    host.check_output("systemd-run --collect python3 -c %s", LOCK)
    time.sleep(1)
    assert edge.call(f"{MAIN}07").wait() == 486
    time.sleep(2)
    read = f"import sqlite3; print(*sqlite3.connect('/run/wco/calls/calls.db').execute({IN_MEMORY!r}).fetchall())"
    assert host.check_output("python3 -c %s", read) == f"('{MAIN}07', 'refused')"
    time.sleep(6)


@pytest.mark.usefixtures("told")
def test_hostile_callers_stay_text(host: Host, edge: Edge) -> None:
    forget(host)
    for caller in ("x');DROP TABLE call;--${SHELL(id)}", '+48"600100200', "+48600100200,1)}"):
        assert edge.call(f"{MAIN}07", says=f"X-WCO-Caller: {caller};source=pai\r\n").wait() == 486
    found = all_records(host, f"{MAIN}07", 3)
    assert [record["caller"] for record, _ in found] == [""] * 3
    assert edge.call("+4822'OR'1'='1").wait() == 404


@pytest.mark.usefixtures("told")
def test_no_call_is_left_and_the_log_is_clean(host: Host) -> None:
    time.sleep(1)
    assert "0 active channels" in host.check_output("asterisk -rx 'core show channels'")
    log = host.check_output("grep -E 'WARNING|ERROR' /var/log/asterisk/messages.log || true").splitlines()
    expected = (
        "res_odbc: Error SQLConnect",
        "Unable to retrieve database handle",
        "Negative connection cache",
        "Unable to join queue",
        "Unable to execute query",
        # Those who may not dial would hear it: the role voice_prompts is not here.
        "wco-not-allowed",
        # The live state's view has no column for pauses, on purpose; app_queue says so when it is loaded.
        "Realtime table queue_members@wco_live",
        # A member's phone that ends asks the caller's channel, which may be gone at the same moment.
        "not found!  Variable 'WCO_TAKES' will be blank",
        # The disk that was held fast.
        "SQL Exec Direct",
        "SQL Execute returned an error",
    )
    assert [line for line in log if not any(text in line for text in expected)] == []
