"""PostgreSQL as a client on the network meets it."""

import pathlib
import shlex
import uuid
from typing import Protocol

import pytest
from testinfra.backend.base import CommandResult
from testinfra.host import Host

PASSWORD = "sce'nar:io\\"
SCHEMAS = pathlib.Path(__file__).parents[3] / "schemas" / "postgresql"
INSERT = """INSERT INTO call (call, tenant, dialled, caller, started, answered, ended, path, outcome, answered_by, cause, node)
    VALUES
    ('{key}', 'acme', '+48221234567', '', now(), NULL, now(), '[]', 'unanswered', '', 16, 'a')
    ON CONFLICT DO NOTHING"""


class Client(Protocol):
    """Runs one statement, as wco_calls if no other login is named, and gives testinfra's result."""

    def __call__(
        self,
        statement: str,
        *,
        password: str = ...,
        server: str = ...,
        database: str = ...,
        tls: str = ...,
        login: str = ...,
    ) -> CommandResult:
        """Run it."""


@pytest.fixture
def address(host: Host) -> str:
    return str(host.ansible.get_variables()["ansible_host"])


@pytest.fixture
def client(host: Host, address: str) -> Client:
    """Return a function that runs one statement and gives testinfra's result."""

    def run(
        statement: str,
        password: str = PASSWORD,
        server: str = address,
        database: str = "wco",
        tls: str = "verify-full",
        login: str = "wco_calls",
    ) -> CommandResult:
        trust = f"sslmode={tls} sslrootcert=/etc/postgresql/tls/ca.crt"
        target = f"host={server} dbname={database} user={login} {trust}"
        words = ["env", f"PGPASSWORD={password}", "psql", "-qAt", "--no-password", target, "-c", statement]
        return host.run(shlex.join(words))

    return run


def as_administrator(host: Host, statement: str) -> str:
    return host.check_output(shlex.join(["psql", "-qAt", "-U", "postgres", "wco", "-c", statement]))


def test_the_login_inserts_each_call_once_and_can_do_nothing_else(host: Host, client: Client) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        assert client(INSERT.format(key=key)).rc == 0
    assert as_administrator(host, f"SELECT count(*) FROM call WHERE call = '{key}'") == "1"
    for statement in (
        "SELECT * FROM call",
        "UPDATE call SET tenant = 'other'",
        "DELETE FROM call",
        "DROP TABLE call",
        "CREATE TABLE own (a int)",
        "CREATE TEMPORARY TABLE own (a int)",
        "SELECT * FROM migration",
    ):
        refused = client(statement)
        assert refused.rc != 0, statement
        assert "permission denied" in refused.stderr or "must be owner" in refused.stderr


def test_an_older_database_has_kept_its_records(host: Host) -> None:
    """Of the time before numbered migrations, as other_releases.yml made it."""
    assert (
        as_administrator(host, "SELECT dialled, direction FROM call WHERE tenant = 'older'")
        == "+48220000000|incoming"
    )
    assert (
        as_administrator(
            host, "SELECT to_regclass('schema_version') IS NULL AND to_regclass('live_switch') IS NOT NULL"
        )
        == "t"
    )


def test_only_tls_with_the_right_password_from_a_known_address_gets_in(client: Client) -> None:
    assert client("SELECT 1").stdout.strip() == "1"
    assert "no encryption" in client("SELECT 1", tls="disable").stderr
    assert "password authentication failed" in client("SELECT 1", password="wrong").stderr
    assert "no pg_hba.conf entry" in client("SELECT 1", database="postgres").stderr
    assert "no pg_hba.conf entry" in client("SELECT 1", server="127.0.0.1", tls="require").stderr


def test_the_portal_sees_one_company_and_its_agent_all_of_them(client: Client) -> None:
    company = "INSERT INTO portal.company (tenant, name, document, digest, live) VALUES ('{0}', '{0}', '{{}}', '', true)"
    for tenant in ("acme", "other"):
        client(company.format(tenant), password="agent", login="wco_agent")
    seen = "SELECT tenant FROM portal.company WHERE tenant IN ('acme', 'other') ORDER BY tenant"
    assert client(seen, password="agent", login="wco_agent").stdout.split() == ["acme", "other"]
    portal = {"password": "portal", "login": "wco_portal"}
    assert client(seen, **portal).stdout.split() == []
    assert client(f"SET wco.tenant = 'acme'; {seen}", **portal).stdout.split() == ["acme"]
    for statement in (
        "DELETE FROM portal.audit",
        "UPDATE portal.company SET live = false",
        "SELECT * FROM call",
    ):
        assert "permission denied" in client(statement, **portal).stderr


def test_it_listens_on_its_address_and_localhost_only(host: Host, address: str) -> None:
    assert host.socket(f"tcp://{address}:5432").is_listening
    assert host.socket("tcp://127.0.0.1:5432").is_listening
    assert not host.socket("tcp://0.0.0.0:5432").is_listening


def test_schema_checksums_and_settings_are_there(host: Host) -> None:
    names = sorted(path.name for path in SCHEMAS.glob("*.sql"))
    assert as_administrator(host, "SELECT name FROM migration ORDER BY number").splitlines() == names
    assert as_administrator(host, "SHOW data_checksums") == "on"
    assert as_administrator(host, "SHOW shared_buffers") == "256MB"
    owners = as_administrator(host, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert owners == "wco_owner"


def test_the_key_is_kept_and_the_password_is_nowhere(host: Host) -> None:
    key = host.file("/etc/postgresql/tls/server.key")
    assert (key.user, key.group, key.mode) == ("root", "postgres", 0o640)
    assert host.run("grep -rF nar:io /var/log /etc /run/log").rc == 1


def test_killed_while_it_starts_it_comes_back(host: Host) -> None:
    """As often as it takes: the package's unit waits forever, systemd's default gives up after five times."""
    kill = "systemctl kill --kill-whom=all --signal=KILL postgresql@17-main"
    starts = "timeout 10 sh -c 'while systemctl show -P SubState postgresql@17-main | grep -q auto-restart; do :; done'"
    for seconds in (0.0, 0.02, 0.05, 0.1, 0.15, 0.2):
        host.check_output(f"{kill} && sleep 0.1 && {starts} && sleep {seconds}")
    host.check_output(kill)
    host.check_output(
        "timeout 30 sh -c 'until psql -qAt -U postgres wco -c \"SELECT 1\"; do sleep 0.2; done'"
    )
    assert host.check_output("systemctl is-active postgresql@17-main") == "active"


OLD_ROWS = """
INSERT INTO call (call, tenant, dialled, caller, started, ended, path, outcome, answered_by, cause, node)
SELECT md5(tenant || n)::uuid, tenant, '', '', now() - n * interval '1 day', now(), '[]', 'unanswered', '', 16, 'a'
FROM unnest(ARRAY['short', 'long', 'removed']) AS tenant, generate_series(0, 1999) AS n;
INSERT INTO leg (leg, call, user_id, number, started, ended, result)
SELECT call, call, '', '', started, ended, 'failed' FROM call WHERE tenant IN ('short', 'long', 'removed');
INSERT INTO leg (leg, call, user_id, number, started, ended, result)
VALUES (md5('lone')::uuid, md5('lone')::uuid, '', '', now() - interval '5000 days', now(), 'failed');
INSERT INTO alarm SELECT call, tenant, '', '', '', started, 'a' FROM call WHERE tenant = 'short';
INSERT INTO survey_answer SELECT call, call, tenant, '', '', '', started FROM call WHERE tenant = 'short';
"""
LEFT = """
SELECT string_agg(tenant || ' ' || n, ', ' ORDER BY tenant) FROM (
    SELECT tenant, count(*) || '/' || (SELECT count(*) FROM leg JOIN call AS c USING (call) WHERE c.tenant = call.tenant) AS n
    FROM call WHERE tenant IN ('short', 'long', 'removed') GROUP BY tenant)
"""
PLAN = """
import pathlib, sqlite3, sys
file = pathlib.Path("/var/lib/wco/callplan/callplan.db")
file.parent.mkdir(parents=True, exist_ok=True)
file.unlink(missing_ok=True)
with sqlite3.connect(file) as plan:
    plan.execute("CREATE TABLE manifest (tenant TEXT, digest TEXT)")
    plan.execute("CREATE TABLE tenant (tenant TEXT, call_records_days INTEGER)")
    plan.execute("INSERT INTO tenant VALUES ('short', 30), ('long', 1500)")
    if sys.argv[1] == "whole":
        plan.execute("INSERT INTO manifest VALUES ('_site', '')")
"""


def test_records_are_kept_as_long_as_the_contract_says(host: Host) -> None:
    as_administrator(host, OLD_ROWS)
    # By a clock that was set ahead, all but the newest was received long ago.
    for plan, received, left in (
        ("without a manifest", 2, "long 2000/2000, removed 2000/2000, short 2000/2000"),
        ("whole", 8, "long 2000/2000, removed 2000/2000, short 2000/2000"),
        ("whole", 2, "long 1500/1500, removed 1500/1500, short 30/30"),
    ):
        host.check_output("python3 -c %s %s", PLAN, plan)
        as_administrator(
            host, f"UPDATE call SET received = now() - interval '{received} days' WHERE tenant = 'long'"
        )
        host.check_output("systemctl start wco-purge.service")
        assert as_administrator(host, LEFT) == left
    for table in ("alarm", "survey_answer"):
        assert as_administrator(host, f"SELECT count(*) FROM {table} WHERE tenant = 'short'") == "30"
    assert as_administrator(host, "SELECT count(*) FROM leg WHERE leg = md5('lone')::uuid") == "0"
    assert host.service("wco-purge.timer").is_enabled
    as_administrator(
        host,
        "DELETE FROM call WHERE tenant IN ('short', 'long', 'removed'); DELETE FROM leg; DELETE FROM live_switch",
    )
