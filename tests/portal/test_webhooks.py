"""Webhooks: what is sent to a company's own server, when, and what is done when it does not arrive."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from ansible.plugins.filter.core import get_hash
from jinja2 import Environment
from psycopg.types.json import Jsonb
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from tests.portal.receiver import Receiver, is_genuine, receiver
from tests.portal.site import DOCUMENT, Browser, PortalSite
from tests.portal.test_changes import arrive
from wcoctl.workspace.directory import REPOSITORY

eventually = retry(
    retry=retry_if_exception_type(AssertionError),
    wait=wait_fixed(0.1),
    stop=stop_after_delay(90),
    reraise=True,
)


class Company:
    """A company with a server of its own, and somebody who sets up its webhook."""

    def __init__(self, site: PortalSite, server: Receiver, folder: Path, conninfo: str) -> None:
        self.site, self.server, self._folder = site, server, folder
        (folder / "webhooks.key").write_text(site.settings.webhook_key.hex() + "\n")
        self._environment = {
            "WCO_WEBHOOKS_DATABASE": f"{conninfo} user=wco_webhooks",
            "WCO_WEBHOOKS_KEY_FILE": str(folder / "webhooks.key"),
            "WCO_WEBHOOKS_NETWORKS": "127.0.0.0/8",
            "WCO_WEBHOOKS_CA": str(server.authority),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        site.add_company()
        site.add_account()
        self.browser = Browser(site)
        self.browser.log_in()
        self.key, self.page = "", ""

    def hook(self, *events: str, url: str = "") -> None:
        """Set up a webhook."""
        told = self.browser.post("/webhooks", name="CRM", url=url or self.server.url, events=list(events))
        self.key = re.findall(r"<code class=\"key\">([0-9a-f]{64})</code>", told.text)[0]
        self.page = re.findall(r'href="(/webhooks/[0-9a-f-]{36})"', told.text)[0]
        assert self.key not in self.browser.get(self.page).text

    def publish(self) -> None:
        """Have a change go live."""
        with self.site.connect() as database:
            database.execute(
                "INSERT INTO portal.change (tenant, author, name, reason, base, document) "
                "VALUES ('acme', 'anna', 'Anna', 'Święta', '{}', %s)",
                (Jsonb(DOCUMENT),),
            )
            database.execute("UPDATE portal.change SET number = NULL")
        arrive(self.site, "live")

    @contextmanager
    def sender(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the service that sends."""
        command = [sys.executable, "-m", "wco_portal.webhooks"]
        process = subprocess.Popen(command, env=os.environ | self._environment)
        try:
            yield process
        finally:
            process.terminate()
            assert process.wait(20) in (0, -signal.SIGKILL)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Ask the database as its owner."""
        with self.site.connect() as database:
            found = database.execute(query.encode())
            return found.fetchall() if found.description else []

    @eventually
    def waits_for(self, number: int) -> None:
        """Wait until the server has got so many requests."""
        assert len(self.server.got) == number

    @eventually
    def shows(self, text: str) -> None:
        """Wait until the webhook's page says something."""
        assert text in self.browser.get(self.page).text


@pytest.fixture
def company(site: PortalSite, tmp_path: Path) -> Iterator[Company]:
    with ExitStack() as stack:
        server = stack.enter_context(receiver(tmp_path))
        yield Company(site, server, tmp_path, site.settings.database.removesuffix(" user=wco_portal"))


def end_call(company: Company, tenant: str = "acme") -> str:
    """Have a call arrive as the media nodes send it."""
    call = str(uuid4())
    with company.site.connect("wco_calls") as database:
        database.execute(
            """INSERT INTO call (call, tenant, dialled, caller, started, ended, path, outcome, answered_by, cause, node)
               VALUES (%s, %s, '+48221001000', '+48501500500', now() - interval '1 minute', now(), '[]', 'unanswered', '', 16, 'n')
               ON CONFLICT DO NOTHING""",
            (call, tenant),
        )
    return call


def test_changes_and_calls_are_told_and_signed(company: Company) -> None:
    company.site.add_company("beta")
    company.hook("change.live", "call.ended")
    company.publish()
    call = end_call(company)
    end_call(company, "beta")
    with company.sender():
        company.waits_for(2)
        company.shows("arrived")
    change, ended = sorted(company.server.got, key=lambda one: one.told["event"], reverse=True)
    assert (change.path, change.headers["content-type"]) == ("/hook?from=wco", "application/json")
    for one in (change, ended):
        assert is_genuine(company.key, one.headers["x-wco-signature"], one.body)
        assert not is_genuine("00" * 32, one.headers["x-wco-signature"], one.body)
        assert one.headers["x-wco-event"] == one.told["id"]
        assert one.told["company"] == "acme"
    assert change.told["event"] == "change.live"
    assert change.told["data"].items() >= {"state": "live", "author": "anna", "reason": "Święta"}.items()
    assert ended.told["event"] == "call.ended"
    assert (
        ended.told["data"].items()
        >= {"call": call, "caller": "+48501500500", "outcome": "unanswered"}.items()
    )


def test_what_fails_is_sent_again_later_as_the_same_event(company: Company) -> None:
    company.hook("change.live")
    company.server.status = 500
    company.publish()
    with company.sender():
        company.shows("status 500")
        company.shows("tried again at")
        (row,) = company.rows(
            "SELECT tries, due > now() + interval '5 seconds' AS later FROM portal.delivery"
        )
        assert row == {"tries": 1, "later": True}
        company.server.status = 204
        company.rows("UPDATE portal.delivery SET due = now()")
        company.shows("arrived")
    first, second = company.server.got
    assert first.body == second.body
    assert len(company.rows("SELECT * FROM portal.delivery_try")) == 2
    (path,) = re.findall(r'href="(/webhooks/\S+/deliveries/\S+)"', company.browser.get(company.page).text)
    tries = company.browser.get(path).text
    assert tries.index("status 204") < tries.index("status 500")


def test_a_sender_that_is_killed_loses_nothing(company: Company) -> None:
    company.hook("change.live")
    company.server.holds = "/hook"
    company.publish()
    with company.sender() as process:
        company.waits_for(1)
        process.kill()
        process.wait(10)
    company.server.holds = ""
    with company.sender():
        company.shows("arrived")
    first, second = company.server.got
    assert (first.headers["x-wco-event"], first.body) == (second.headers["x-wco-event"], second.body)


def test_connections_that_are_lost_are_made_again(company: Company) -> None:
    company.hook("change.live")
    with company.sender():
        company.publish()
        company.waits_for(1)
        lost = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'wco_webhooks'"
        assert company.rows(lost)
        company.publish()
        company.waits_for(2)


def test_a_server_that_is_slow_delays_no_other_one(company: Company) -> None:
    company.server.holds = "slow"
    company.hook("change.live", url=f"{company.server.url}&slow")
    company.hook("change.live")
    with company.sender():
        for _ in range(3):
            company.publish()
        company.waits_for(4)
    assert [one.path for one in company.server.got].count("/hook?from=wco&slow") == 1


def test_what_is_old_is_forgotten(company: Company) -> None:
    company.hook("change.live", "call.ended")
    company.publish()
    company.rows("UPDATE portal.delivery SET created = now() - interval '15 days', state = 'arrived'")
    call = end_call(company)
    with company.sender():
        company.waits_for(1)
        eventually(lambda: _one_is_left(company))()
    assert [row["data"]["call"] for row in company.rows("SELECT data FROM portal.delivery")] == [call]


def _one_is_left(company: Company) -> None:
    assert len(company.rows("SELECT * FROM portal.delivery")) == 1


def test_the_role_gives_the_sender_the_key_that_the_portal_uses(company: Company) -> None:
    tasks = (REPOSITORY / "roles" / "portal" / "tasks" / "configure.yml").read_text("utf-8")
    (written,) = re.findall(r"\{\{ (.*hash.*?) \}\}", tasks)
    settings = company.site.settings
    environment = Environment(autoescape=False)  # noqa: S701 - as Ansible does
    environment.filters["hash"] = get_hash
    rendered = environment.from_string("{{ " + written + " }}").render(portal_key=settings.key.decode())
    assert bytes.fromhex(rendered) == settings.webhook_key


def test_two_senders_send_once(company: Company) -> None:
    company.hook("call.ended")
    calls = {end_call(company) for _ in range(30)}
    with company.sender(), company.sender():
        company.waits_for(30)
        company.shows("arrived")
    assert {one.told["data"]["call"] for one in company.server.got} == calls
    assert len(company.server.got) == 30


def test_a_webhook_by_which_nothing_arrives_for_days_is_switched_off(company: Company) -> None:
    company.hook("change.live")
    company.server.status = 500
    company.rows("UPDATE portal.webhook SET failing = now() - interval '73 hours'")
    company.publish()
    with company.sender():
        company.shows("Nothing arrived for three days")
        assert "switched off" in company.browser.get("/webhooks").text
        company.server.status = 200
        company.rows("UPDATE portal.delivery SET due = now()")
        company.publish()
        assert len(company.server.got) == 1, "nothing is queued or sent while it is off"
        company.browser.post(f"{company.page}/on")
        company.waits_for(2)
        company.shows("arrived")
    assert company.rows("SELECT state, failing FROM portal.webhook") == [{"state": "on", "failing": None}]


def test_after_the_last_try_it_is_given_up(company: Company) -> None:
    company.hook("change.live")
    company.server.status = 404
    company.publish()
    company.rows("UPDATE portal.delivery SET tries = 11")
    with company.sender():
        company.shows("given up")


def test_a_test_is_sent_and_anything_again(company: Company) -> None:
    company.hook("change.refused")
    company.browser.post(f"{company.page}/test")
    with company.sender():
        company.shows("arrived")
        (again,) = re.findall(r'action="(/webhooks/\S+/again)"', company.browser.get(company.page).text)
        company.browser.post(again)
        company.waits_for(2)
    first, second = company.server.got
    assert (first.told["event"], first.told["data"]) == ("test", {"login": "anna"})
    assert first.body == second.body
    actions = [one["action"] for one in company.site.audit()][-3:]
    assert actions == ["add_webhook", "test_webhook", "send_webhook_again"]


def test_what_is_removed_is_sent_no_more(company: Company) -> None:
    company.hook("change.live")
    company.publish()
    assert "Remove the webhook?" in company.browser.get(f"{company.page}/remove").text
    company.browser.post(f"{company.page}/remove/sure")
    assert company.browser.get(company.page).status_code == 404
    assert company.rows("SELECT * FROM portal.delivery") == []


def test_a_company_that_is_gone_leaves_nothing_behind(company: Company) -> None:
    company.hook("call.ended")
    with company.site.connect("wco_agent") as database:
        database.execute("DELETE FROM portal.company WHERE tenant = 'acme'")
    end_call(company)
    assert company.rows("SELECT * FROM portal.webhook") == []
    assert company.rows("SELECT * FROM portal.delivery") == []


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.com/",
        "https://user@crm.example.com/",
        "https://crm.example.com:25/",
        "https:///x",
        "https://łódź.example/",
        "https://crm.example.com/\\x",
        "https://crm.example.com/" + "x" * 500,
    ],
)
def test_no_other_addresses_are_taken(company: Company, url: str) -> None:
    page = company.browser.post("/webhooks", name="CRM", url=url, events=["change.live"])
    assert (page.status_code, "Give an address such as" in page.text) == (422, True)


def test_a_form_that_is_wrong_makes_none(company: Company) -> None:
    page = company.browser.post("/webhooks", name=" ", url="https://crm.example.com", events=[])
    assert (page.status_code, page.text.count('class="mistake"')) == (422, 2)
    for _ in range(10):
        company.hook("change.live")
    page = company.browser.post("/webhooks", name="x", url="https://crm.example.com", events=["change.live"])
    assert (page.status_code, "Remove one first" in page.text) == (422, True)


def test_calls_are_told_by_those_alone_who_may_see_them(company: Company) -> None:
    company.site.add_account("ewa", permissions=("configure", "api"))
    ewa = Browser(company.site)
    ewa.log_in("ewa")
    assert "call.ended" not in ewa.get("/webhooks").text
    wanted = {"name": "x", "url": "https://crm.example.com", "events": ["call.ended"]}
    assert ewa.post("/webhooks", **wanted).status_code == 422
    token = company.site.add_token(company.site.add_account("jan", permissions=("configure", "api")))
    client: Callable[..., Any] = Browser(company.site).client.post
    answer = client("/api/v1/webhooks", json=wanted, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 403


def test_programs_do_the_same(company: Company) -> None:
    program = Browser(company.site).client
    token = company.site.add_token(
        company.site.add_account("jan", permissions=("configure", "api", "reports"))
    )
    program.headers["authorization"] = f"Bearer {token}"
    wanted = {"name": " CRM ", "url": company.server.url, "events": ["call.ended", "call.ended"]}
    made = program.post("/api/v1/webhooks", json=wanted)
    assert (made.status_code, made.json()["name"], made.json()["events"]) == (201, "CRM", ["call.ended"])
    path = made.headers["location"]
    assert "key" not in program.get(path).json()
    assert program.get("/api/v1/webhooks").json() == [program.get(path).json()]
    assert program.post(f"{path}/test").status_code == 204
    with company.sender():
        company.waits_for(1)
        eventually(lambda: program.get(f"{path}/deliveries").json()[0]["state"] == "arrived")()
    (got,) = company.server.got
    assert is_genuine(made.json()["key"], got.headers["x-wco-signature"], got.body)
    (sent,) = program.get(f"{path}/deliveries").json()
    assert (sent["event"], sent["status"], sent["kind"]) == (got.told["id"], 200, "test")
    assert program.post(f"{path}/deliveries/{sent['delivery']}/again").status_code == 204
    assert program.post(f"{path}/off").status_code == 204
    assert program.get(path).json()["state"] == "off"
    assert program.post(f"{path}/on").status_code == 204
    bad = program.post("/api/v1/webhooks", json=wanted | {"url": "https://crm.example.com:25/"})
    assert (bad.status_code, bad.headers["content-type"]) == (422, "application/problem+json")
    assert program.delete(path).status_code == 204
    assert program.get(path).status_code == 404


def test_postgresql_keeps_companies_and_logins_apart(company: Company) -> None:
    company.hook("change.live")
    company.publish()
    with company.site.connect("wco_portal") as database:
        for table in ("webhook", "delivery", "delivery_try"):
            assert database.execute(f"SELECT * FROM portal.{table}".encode()).fetchall() == []
    with company.site.connect("wco_webhooks") as database:
        assert len(database.execute("SELECT * FROM portal.delivery").fetchall()) == 1
        for query in (
            "SELECT * FROM portal.account",
            "SELECT * FROM portal.company",
            "SELECT * FROM portal.change",
            "SELECT * FROM call",
            "UPDATE portal.webhook SET url = 'https://evil.example'",
            "UPDATE portal.delivery SET data = '{}'",
            "SELECT portal.queue_event('acme', 'change.live', '{}')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                database.execute(query.encode())
