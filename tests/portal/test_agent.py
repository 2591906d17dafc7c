"""`wcoctl agent` against a real PostgreSQL: what companies publish, what becomes of it, and what disturbs it meanwhile."""

import hashlib
import io
import json
import subprocess
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.portal.hosts import Hosts, Killed
from tests.portal.postgresql import new_database
from tests.unit.small_site import config, write_tenant
from wcoctl.agent.hosts import KnownFleet
from wcoctl.agent.publisher import Publisher
from wcoctl.agent.queue import Queue
from wcoctl.agent.service import Agent, Silent
from wcoctl.errors import RunFailed
from wcoctl.model.document import parse
from wcoctl.rollout import apply, claim, fleet
from wcoctl.rollout.session import data_hosts
from wcoctl.secrets.site_secrets import load_secrets
from wcoctl.workspace.compiled import Workspace
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.lock import locked
from wcoctl.workspace.seen import Seen, WorkspaceFiles

__all__ = ["config"]

_numbers = count()

_SITE = "site: small\ntrunks:\n  - name: carrier\n    addresses: [192.0.2.1]\n"
_HOSTS = "hosts:\n  one: {address: 192.0.2.11, groups: [edge, media, data, build]}\n"


class Operator:
    """The operator's controller: a workspace in git, hosts, and the portal's database."""

    def __init__(self, root: Path, conninfo: str) -> None:
        (root / "tenants").mkdir(parents=True)
        (root / "site.yml").write_text(_SITE)
        (root / "hosts.yml").write_text(_HOSTS)
        self.site, self.conninfo = SiteDirectory(root), conninfo
        self.files = {
            tenant: write_tenant(self.site, tenant, f"+4822123456{number}")
            for number, tenant in enumerate(("acme", "beta"))
        }
        self.files["acme"].write_text("# Ours since 2019.\n" + self.files["acme"].read_text())
        for command in (["init", "--quiet"], ["add", "-A"], ["commit", "--quiet", "-m", "first"]):
            who = ("-c", "user.name=Ola", "-c", "user.email=ola@example.com")
            subprocess.run(["git", "-C", root, *who, *command], check=True)
        workspace = Workspace.open(self.site)
        kept = load_secrets(root, data_hosts(workspace.hosts), datetime.now(UTC)).keep().wanted
        self.hosts = Hosts(kept.identity, dict(workspace.manifest))
        files = WorkspaceFiles.read(root, []).identifiers
        self.hosts.files = {path: (content, 1) for path, content in files.items()}
        Seen(1).write(self.site, kept.identity)

    def agent(self) -> Agent:
        """Start an agent's process."""
        return Agent(self.site, f"{self.conninfo} user=wco_agent")

    def query(self, text: str, *values: Any) -> list[dict[str, Any]]:
        """Ask the database as its owner."""
        with psycopg.connect(
            f"{self.conninfo} user=postgres", row_factory=dict_row, autocommit=True
        ) as connection:
            found = connection.execute(text.encode(), values)
            return found.fetchall() if found.description else []

    def document(self, tenant: str = "acme") -> dict[str, Any]:
        """Return what a tenant's file holds."""
        return parse(self.files[tenant].read_text()).data

    def publish(self, change: Callable[[dict[str, Any]], None], tenant: str = "acme") -> None:
        """Publish a change to the company's document as it is now."""
        base = self.document(tenant)
        document = deepcopy(base)
        change(document)
        self.queue(base, document, tenant)

    def queue(self, base: Any, document: Any, tenant: str = "acme") -> None:
        """Queue a change as the portal does."""
        self.query(
            "INSERT INTO portal.change (tenant, author, name, reason, base, document)"
            " VALUES (%s, 'anna', 'Anna Nowak', 'Summer hours', %s, %s)",
            *(tenant, Jsonb(base), Jsonb(document)),
        )

    def last(self, tenant: str = "acme") -> dict[str, Any]:
        """Return the company's last change."""
        return self.query("SELECT * FROM portal.change WHERE tenant = %s ORDER BY queued DESC", tenant)[0]

    def company(self, tenant: str = "acme") -> dict[str, Any]:
        """Return the company as the portal sees it."""
        return self.query("SELECT * FROM portal.company WHERE tenant = %s", tenant)[0]

    def git(self, *command: str) -> str:
        """Ask the workspace's git."""
        asked = subprocess.run(
            ["git", "-C", self.site.root, *command], capture_output=True, text=True, check=True
        )
        return asked.stdout.strip()


@pytest.fixture
def operator(socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    name = f"agent_{next(_numbers)}"
    new_database(socket, name)
    found = Operator(tmp_path / "small", f"host={socket} dbname={name}")
    for module in (claim, fleet, apply):
        monkeypatch.setattr(module, "run_playbook", found.hosts.run)
    return found


def _rename(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda document: document.update(name=name)


def _say(text: str) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["prompts"]["welcome"].update(text=text)


def _break(document: dict[str, Any]) -> None:
    document["blocks"]["welcome"]["exits"]["next"] = "nowhere"


def test_a_change_goes_live(operator: Operator) -> None:
    operator.publish(_say("Witamy"))
    before = operator.files["acme"].read_text()
    operator.agent().run_once()
    change = operator.last()
    assert (change["state"], change["number"]) == ("live", 1), change
    assert change["result"]["ms"].keys() == {"queue", "merge", "check", "apply", "commit", "hosts"}
    assert operator.files["acme"].read_text() == before.replace('"Dzień dobry, acme"', "Witamy")
    assert operator.hosts.ran == ["query", "tenants"]
    assert operator.hosts.manifest == Workspace.open(operator.site).manifest
    assert operator.hosts.revision["who"] == "anna@acme"
    assert operator.company()["document"] == operator.document()
    assert operator.git("log", "-1", "--format=%an <%ae>: %s") == "Anna Nowak <anna@acme>: Summer hours"
    assert operator.git("show", "--name-only", "--format=") == "tenants/acme.yml"
    assert operator.git("status", "--porcelain", "tenants") == ""


def test_hosts_are_asked_once_only(operator: Operator) -> None:
    agent = operator.agent()
    for text in ("one", "two"):
        operator.publish(_say(text))
        agent.run_once()
    assert operator.hosts.ran == ["query", "tenants", "tenants"]
    operator.hosts.revision["number"] += 5  # another controller, or the operator by hand
    operator.publish(_say("three"))
    agent.run_once()
    assert operator.last()["state"] == "live"
    assert operator.hosts.ran[3:] == ["tenants", "release", "query", "tenants"]
    assert operator.last()["number"] == 3


def test_companies_that_publish_together_are_applied_together_and_mistakes_stay_alone(
    operator: Operator,
) -> None:
    before = operator.files["beta"].read_text()
    operator.publish(_say("Witamy"))
    operator.publish(_break, "beta")
    operator.agent().run_once()
    assert operator.last()["state"] == "live"
    assert operator.hosts.ran == ["query", "tenants"]
    refused = operator.last("beta")
    assert (refused["state"], refused["number"]) == ("refused", None)
    (problem,) = refused["result"]["problems"]
    assert problem["path"] == "blocks.welcome.exits.next"
    assert "`nowhere`" in problem["message"]
    assert operator.files["beta"].read_text() == before
    assert operator.company("beta")["live"]


def test_what_the_operator_changed_meanwhile_stays_and_what_both_changed_clashes(operator: Operator) -> None:
    operator.publish(_say("Witamy"))
    edited = operator.files["acme"].read_text().replace("Firma acme", "Acme SA  # by Ola")
    operator.files["acme"].write_text(edited)
    agent = operator.agent()
    agent.run_once()
    assert operator.last()["state"] == "live"
    assert operator.files["acme"].read_text() == edited.replace('"Dzień dobry, acme"', "Witamy")
    operator.publish(_rename("Acme sp. z o.o."))
    edited = operator.files["acme"].read_text().replace("Acme SA", "Acme & Co")
    operator.files["acme"].write_text(edited)
    agent.run_once()
    change = operator.last()
    assert change["state"] == "clash"
    assert change["result"]["clashes"] == [
        {"path": "name", "base": "Acme SA", "workspace": "Acme & Co", "portal": "Acme sp. z o.o."}
    ]
    assert operator.files["acme"].read_text() == edited


def test_the_operators_part_is_refused(operator: Operator) -> None:
    before = operator.files["acme"].read_text()
    agent = operator.agent()
    operator.publish(lambda document: document.update(contract={"channels": 100}))
    agent.run_once()
    assert operator.last()["state"] == "refused"
    assert operator.last()["result"]["problems"][0]["path"] == "contract"
    # A portal that lies about the base gets no further.
    document = operator.document() | {"contract": {"channels": 100}}
    operator.queue(document, document | {"name": "x"})
    agent.run_once()
    assert operator.last()["state"] == "live"
    assert "contract" not in operator.document()
    junk: Any
    for junk in ({"tenant": "acme"}, [], "x"):
        operator.queue(junk, junk)
        agent.run_once()
    operator.queue({}, {}, "../acme")
    agent.run_once()
    assert operator.last("../acme")["state"] == "refused"
    assert operator.files["acme"].read_text() == before.replace("Firma acme", "x")


def test_uploaded_audio_comes_along(operator: Operator) -> None:
    content = _wav()
    sha256 = hashlib.sha256(content).hexdigest()

    def play(document: dict[str, Any]) -> None:
        document["prompts"]["welcome"] = {"wav": f"portal/acme/{sha256}.wav"}

    agent = operator.agent()
    operator.publish(play)
    agent.run_once()
    assert operator.last()["result"]["problems"][0]["path"] == "prompts.welcome.wav"
    operator.query(
        "INSERT INTO portal.sound (tenant, sha256, name, seconds, content, author) VALUES ('acme', %s, 'x', 1, %s, 'anna')",
        *(sha256, content),
    )
    operator.publish(play)
    agent.run_once()
    assert operator.last()["state"] == "live", operator.last()
    assert (operator.site.root / "tenants" / "portal" / "acme" / f"{sha256}.wav").read_bytes() == content
    assert f"tenants/portal/acme/{sha256}.wav" in operator.git("ls-files")


def _wav() -> bytes:
    with io.BytesIO() as stream:
        with wave.open(stream, "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", ""))
            sound.writeframes(bytes(16000))
        return stream.getvalue()


@pytest.mark.parametrize("moment", ["query", "tenants", "tenants!"])
def test_a_killed_agents_change_is_made_by_the_next_one(moment: str, operator: Operator) -> None:
    operator.hosts.dies = moment
    operator.publish(_say("Witamy"))
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
    operator.publish(_break)
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
    operator.publish(_say("Witamy"))
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
    operator.publish(_say("Witamy"))
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
    operator.publish(_say("Witamy"), "beta")
    operator.agent().run_once()
    assert operator.last("beta")["state"] == "live"
    assert (operator.company()["name"], operator.company()["live"]) == ("a\ufffdb", False)


def test_a_damaged_list_of_what_was_written_stops_nobody(operator: Operator) -> None:
    (operator.site.state / "publishing.json").write_text('{"a": 1}')
    operator.publish(_say("Witamy"))
    operator.agent().run_once()
    assert operator.last()["state"] == "live"


def test_a_change_that_hosts_do_not_take_fails_alone(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wcoctl.agent.service._LONGEST_PAUSE", 0.0)
    before = operator.files["acme"].read_text()
    operator.hosts.poison = "acme"
    operator.publish(_say("Witamy"))
    operator.publish(_say("Witamy"), "beta")
    agent = operator.agent()
    agent.run_once()
    assert [operator.last(tenant)["state"] for tenant in ("acme", "beta")] == ["queued", "live"]
    agent.run_once()
    agent.run_once()
    assert operator.last()["state"] == "failed"
    assert operator.files["acme"].read_text() == before


def test_the_portal_sees_the_workspace(operator: Operator) -> None:
    agent = operator.agent()
    agent.run_once()
    assert {row["tenant"] for row in operator.query("SELECT tenant FROM portal.company")} == {"acme", "beta"}
    assert operator.company()["document"] == operator.document()
    good = operator.document()
    operator.files["acme"].write_text(operator.files["acme"].read_text().replace("hangup", "nowhere"))
    operator.files["beta"].unlink()
    agent.run_once()
    company = operator.company()
    assert (company["live"], company["problems"][0]["path"]) == (False, "blocks.welcome.exits.next")
    assert company["document"] == operator.document() != good
    assert len(operator.query("SELECT tenant FROM portal.company")) == 1
    operator.files["acme"].write_text("a: [")
    agent.run_once()
    company = operator.company()
    assert company["document"]["tenant"] == "acme"
    assert "not valid YAML" in company["problems"][0]["message"]
    assert len(operator.query("SELECT seen FROM portal.agent WHERE seen > now() - interval '1 minute'")) == 1


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
    begin = time.monotonic()
    while operator.last()["state"] != state:
        assert time.monotonic() - begin < 60, operator.last()
        time.sleep(0.1)


def test_the_service_works_on_when_postgresql_was_away(operator: Operator) -> None:
    with _running(operator.agent()):
        operator.publish(_say("one"))
        _wait_for(operator, "live")
        with pytest.raises(RunFailed, match="another agent"):
            operator.agent().run_once()
        operator.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'wco_agent'")
        operator.publish(_say("two"))
        _wait_for(operator, "live")
        operator.files["beta"].write_text(operator.files["beta"].read_text().replace("Firma", "Zakład"))
        begin = time.monotonic()
        while operator.company("beta")["name"] != "Zakład beta":
            assert time.monotonic() - begin < 30
            time.sleep(0.1)
    assert json.loads(json.dumps(operator.last()["result"]))["ms"]["apply"] >= 0
