"""How groups ring their members, over several calls."""

import time

from testinfra.host import Host

from asterisk.tests.deployed import MAIN, all_records, change_plan, forget, path, records, results
from asterisk.tests.edge import Edge, EdgeCall, Phone

# The user's phone, by the last digits of its number.
JAN, HANIA, IGOR = "+48500000023", "+48500000021", "+48500000022"


def talk(edge: Edge, number: str) -> EdgeCall:
    """Make a call that somebody answers, and wait for its end."""
    call = edge.call(number)
    assert call.ended.wait(20)
    assert call.status == 200
    return call


def who_answered(host: Host, edge: Edge, number: str, calls: int) -> list[str]:
    """Return who answered each of several calls, one after the other."""
    people = []
    for _ in range(calls):
        forget(host)
        talk(edge, number)
        people.append(records(host, [number])[number][0]["answered_by"])
    return people


def test_round_robin_takes_turns(host: Host, edge: Edge) -> None:
    edge.phones = {number: Phone(delay=0.1, talk=0.1) for number in (JAN, HANIA, IGOR)}
    assert who_answered(host, edge, f"{MAIN}21", 4) == ["jan", "hania", "igor", "jan"]


def test_round_robin_goes_on_after_whom_was_rung_last(host: Host, edge: Edge) -> None:
    edge.phones |= {HANIA: Phone(status=486, delay=0.1)}
    assert who_answered(host, edge, f"{MAIN}21", 2) == ["igor", "jan"]


def test_longest_idle_spreads_calls(host: Host, edge: Edge) -> None:
    edge.phones = {number: Phone(delay=0.1, talk=1.2) for number in (JAN, HANIA, IGOR)}
    people = who_answered(host, edge, f"{MAIN}22", 4)
    assert sorted(people[:3]) == ["hania", "igor", "jan"]
    assert people[3] == people[0]


def test_linear_rings_one_after_the_other_and_begins_again(host: Host, edge: Edge) -> None:
    edge.phones = {}
    forget(host)
    call = edge.call(f"{MAIN}23")
    assert call.ended.wait(15)
    record, legs = records(host, [f"{MAIN}23"])[f"{MAIN}23"]
    assert path(record) == "patient:timeout"
    # app_queue looks at whole seconds of the clock: the last one may be short.
    assert 3_900 < record["ended"] - record["started"] < 7_000
    assert [user for user, _ in results(legs)][:4] == ["dawid", "bob", "dawid", "bob"]
    assert {result for _, result in results(legs)} <= {"no_answer", "cancelled"}


def test_a_full_group_and_a_caller_who_gives_up(host: Host, edge: Edge) -> None:
    edge.phones = {}
    forget(host)
    first = edge.call(f"{MAIN}24")
    time.sleep(1)
    second = edge.call(f"{MAIN}24")
    assert second.wait() == 486
    first.hang_up()
    assert first.wait() == 487
    found = all_records(host, f"{MAIN}24", 2)
    assert sorted(path(record) for record, _ in found) == ["narrow:-", "narrow:full engaged:-"]
    assert [results(legs) for record, legs in found if path(record) == "narrow:-"] == [[("bob", "cancelled")]]


def test_a_changed_group_rings_its_new_members_in_their_new_order(host: Host, edge: Edge) -> None:
    change_plan(
        host,
        """
        BEGIN;
        UPDATE manifest SET digest = 'fedcba9876543210';
        UPDATE call_group SET strategy = 'linear' WHERE block = 'fair';
        UPDATE user SET number = '+48500000024' WHERE user = 'igor';
        DELETE FROM member WHERE block IN ('turns', 'fair');
        INSERT INTO member SELECT 'acme', block, position, user FROM
            (SELECT 'turns' AS block UNION SELECT 'fair'),
            (SELECT key + 1 AS position, value AS user FROM json_each('["igor", "anna", "jan"]'));
        COMMIT;
        """,
    )
    edge.phones = {"+48500000024": Phone(status=486, delay=0.1), "+48500000001": Phone(delay=0.1, talk=0.1)}
    edge.phones |= {JAN: Phone(delay=0.1, talk=0.1)}
    assert who_answered(host, edge, f"{MAIN}22", 2) == ["anna", "anna"]
    edge.phones |= {"+48500000024": Phone(delay=0.1, talk=0.1)}
    people = who_answered(host, edge, f"{MAIN}21", 3)
    # Who was never rung for the group comes first.
    assert people in (["anna", "igor", "jan"], ["anna", "jan", "igor"])


def test_the_log_is_rotated_and_goes_on(host: Host) -> None:
    """The last test, as others look for warnings in the log."""
    log = "/var/log/asterisk/messages.log"
    host.check_output("logrotate --force /etc/logrotate.d/asterisk")
    assert host.file(f"{log}.1").size > 0
    pid = host.check_output("systemctl show -P MainPID asterisk")
    assert log in host.check_output(f"readlink /proc/{pid}/fd/*").splitlines()
