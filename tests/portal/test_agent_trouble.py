"""`wcoctl agent` when it is killed, when hosts or PostgreSQL are away, and when others work beside it."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.portal.hosts import Killed
from tests.portal.operator import Operator, say, spoil
from tests.unit.small_site import config
from wcoctl.agent.hosts import KnownFleet
from wcoctl.agent.publisher import Publisher
from wcoctl.agent.queue import Queue
from wcoctl.agent.service import Agent, Silent
from wcoctl.errors import RunFailed
from wcoctl.workspace.compiled import Workspace
from wcoctl.workspace.lock import locked

__all__ = ["config"]


@pytest.mark.parametrize("moment", ["query", "tenants", "tenants!"])
def test_a_killed_agents_change_is_made_by_the_next_one(moment: str, operator: Operator) -> None:
    operator.hosts.dies = moment
    operator.publish(say("Witamy"))
    before = operator.files["acme"].read_text()
    with pytest.raises(Killed):
        operator.agent().run_once()
    assert operator.last()["state"] == "applying"
    assert operator.files["acme"].read_text() != before
    operator.hosts.dies = ""
    operator.agent().run_once()
    change = operator.last()
    assert (change["state"], change["number"]) == ("live", 1)
    assert operator.document()["prompts"]["welcome"]["text"] == "Witamy"
    assert operator.hosts.manifest == Workspace.open(operator.site).manifest
    assert operator.git("log", "-1", "--format=%ae") == "anna@acme"
    assert not (operator.site.state / "publishing.json").exists()


def test_mistakes_of_a_killed_agents_change_do_not_stay(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = operator.files["acme"].read_text()
    operator.publish(spoil)
    with monkeypatch.context() as patch:
        patch.setattr("wcoctl.agent.publisher.Publisher._check", _die)
        with pytest.raises(Killed):
            operator.agent().run_once()
    assert operator.files["acme"].read_text() != before
    operator.agent().run_once()
    assert operator.last()["state"] == "refused"
    assert operator.files["acme"].read_text() == before


def _die(*_arguments: Any) -> None:
    raise Killed


@pytest.mark.parametrize("trouble", ["silent", "locked"])
def test_a_change_waits_for_its_hosts(trouble: str, operator: Operator) -> None:
    setattr(operator.hosts, trouble, True)
    operator.publish(say("Witamy"))
    operator.agent().run_once()
    change = operator.last()
    assert (change["state"], change["ended"]) == ("queued", None)
    assert change["result"]["waiting"] == "the hosts cannot be changed now"
    setattr(operator.hosts, trouble, False)
    operator.agent().run_once()
    assert operator.last()["state"] == "live"


def test_a_change_waits_while_the_operator_applies(operator: Operator) -> None:
    agent = operator.agent()
    agent.run_once()
    operator.publish(say("Witamy"))
    with psycopg.connect(
        f"{operator.conninfo} user=wco_agent", row_factory=dict_row, autocommit=True
    ) as connection:
        queue = Queue(connection)
        with locked(operator.site):
            ((_, verdict),) = Publisher(operator.site, KnownFleet(Silent())).publish(queue.take(), queue)
    assert (verdict.state, verdict.result) == ("queued", {"waiting": "the operator is at work"})
    agent.run_once()
    assert operator.last()["state"] == "live"


def test_a_nul_in_a_file_stops_its_own_company_only(operator: Operator) -> None:
    text = operator.files["acme"].read_text().replace("name: Firma acme", 'name: "a\\0b"')
    operator.files["acme"].write_text(text)
    operator.publish(say("Witamy"), "beta")
    operator.agent().run_once()
    assert operator.last("beta")["state"] == "live"
    assert (operator.company()["name"], operator.company()["live"]) == ("a\ufffdb", False)


def test_a_damaged_list_of_what_was_written_stops_nobody(operator: Operator) -> None:
    (operator.site.state / "publishing.json").write_text('{"a": 1}')
    operator.publish(say("Witamy"))
    operator.agent().run_once()
    assert operator.last()["state"] == "live"


def test_a_change_that_hosts_do_not_take_fails_alone(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wcoctl.agent.service._LONGEST_PAUSE", 0.0)
    before = operator.files["acme"].read_text()
    operator.hosts.poison = "acme"
    operator.publish(say("Witamy"))
    operator.publish(say("Witamy"), "beta")
    agent = operator.agent()
    agent.run_once()
    assert [operator.last(tenant)["state"] for tenant in ("acme", "beta")] == ["queued", "live"]
    agent.run_once()
    agent.run_once()
    assert operator.last()["state"] == "failed"
    assert operator.files["acme"].read_text() == before


@contextmanager
def _running(agent: Agent) -> Iterator[None]:
    thread = Thread(target=agent.run)
    thread.start()
    try:
        yield
    finally:
        agent.stop()
        thread.join(30)
        assert not thread.is_alive()


def _wait_for(operator: Operator, state: str) -> None:
    _wait_until(lambda: operator.last()["state"] == state)


def _wait_until(holds: Callable[[], bool]) -> None:
    begin = time.monotonic()
    while not holds():
        assert time.monotonic() - begin < 60
        time.sleep(0.1)


def test_a_change_finds_the_hosts_reached(operator: Operator) -> None:
    agent = operator.agent()
    with _running(agent):
        _wait_until(lambda: operator.hosts.ran == ["query"] and operator.hosts.reached == 1)
        for text in ("one", "two"):
            operator.publish(say(text))
            _wait_for(operator, "live")
            _wait_until(lambda: operator.hosts.reached == operator.hosts.ran.count("armed") + 1)
    assert operator.hosts.ran == ["query", "armed", "armed"]


def test_the_service_works_on_when_postgresql_was_away(operator: Operator) -> None:
    with _running(operator.agent()):
        operator.publish(say("one"))
        _wait_for(operator, "live")
        with pytest.raises(RunFailed, match="another agent"):
            operator.agent().run_once()
        operator.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'wco_agent'")
        operator.publish(say("two"))
        _wait_for(operator, "live")
        operator.files["beta"].write_text(operator.files["beta"].read_text().replace("Firma", "Zakład"))
        _wait_until(lambda: bool(operator.company("beta")["name"] == "Zakład beta"))
    assert json.loads(json.dumps(operator.last()["result"]))["ms"]["apply"] >= 0
