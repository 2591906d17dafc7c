"""The operator's commands against a real PostgreSQL: new companies, accounts, the audit log."""

import json
import sys
from typing import Any, LiteralString

import pytest

from tests.portal.site import PASSWORD, Browser, PortalSite
from tests.unit.small_site import config
from tests.unit.small_site import site as small_site
from wcoctl import cli
from wcoctl.agent import connection
from wcoctl.cli import demo
from wcoctl.model.load import load_tenant
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["config", "small_site"]

_CREATE = ("--name", 'Żółw "i" synowie: #1', "--number", "+48 22 123 45 70")
_OWNER = ("--owner-login", "jan", "--owner-name", "Jan Kowal", "--owner-email", "jan@example.com")


class Commands:
    """wcoctl on a small site with a portal."""

    def __init__(self, directory: SiteDirectory, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory, self._capsys = directory, capsys

    def run(self, group: str, command: str, *words: str, code: int = 0) -> dict[str, Any]:
        """Run a command that ends with a code, and return what it prints for programs."""
        data: dict[str, Any] = json.loads(self.text(group, command, *words, "--json", code=code))
        return data

    def text(self, group: str, command: str, *words: str, code: int = 0) -> str:
        """Run a command that ends with a code, and return what it prints."""
        sys.argv = ["wcoctl", group, command, str(self.directory.root), *words]
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = self._capsys.readouterr()
        assert ended.value.code == code, told
        return told.out + told.err


@pytest.fixture
def commands(
    site: PortalSite,
    small_site: SiteDirectory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Commands:
    hosts = small_site.root / "hosts.yml"
    hosts.write_text(hosts.read_text().replace("build]", "build, web]"))
    conninfo = site.settings.database.replace("wco_portal", "wco_agent")
    monkeypatch.setattr(connection, "conninfo_of", lambda _site: conninfo)
    monkeypatch.setattr(sys, "argv", sys.argv)
    return Commands(small_site, capsys)


def test_a_new_company_is_valid_and_its_owner_logs_in(commands: Commands, site: PortalSite) -> None:
    told = commands.run("tenant", "create", "gamma", *_CREATE, *_OWNER)
    file = commands.directory.root / told["file"]
    tenant = load_tenant(file).model
    assert (tenant.name, tenant.main_numbers.primary.number) == ('Żółw "i" synowie: #1', "+48221234570")
    assert file.stat().st_mode & 0o777 == 0o644
    owner = told["owner"]
    assert (owner["portal"], owner["company"], owner["login"]) == ("https://192.0.2.11/", "gamma", "jan")
    answer = Browser(site).log_in("jan", owner["one_time_password"], "gamma")
    assert answer.url.path == "/login/password", "it has to be changed before anything else"
    added, *_ = site.audit("gamma")
    assert (added["action"], added["object"], added["kind"]) == ("add_account", "jan", "operator")
    assert "@" in added["actor"]
    assert added["after"]["permissions"] == {"owner": "everybody"}
    assert owner["one_time_password"] not in json.dumps(site.audit("gamma"))


def test_without_an_owner_there_is_no_account(commands: Commands, site: PortalSite) -> None:
    told = commands.text("tenant", "create", "gamma", *_CREATE)
    assert f"Next: wcoctl apply {commands.directory.root} gamma" in told
    assert "password" not in told
    assert site.audit("gamma") == []


def test_all_mistakes_are_told_and_nothing_is_written(commands: Commands) -> None:
    words = (
        "--name",
        "a\nb",
        "--number",
        "12",
        "--owner-login",
        "J",
        "--owner-phone",
        "x",
        "--language",
        "de",
    )
    told = commands.run("tenant", "create", "../Gamma", *words, code=1)
    assert {problem["file"] for problem in told["problems"]} == {
        *("TENANT", "--name", "--number", "--language"),
        *("--owner-login", "--owner-name", "--owner-phone"),
    }
    told = commands.run("tenant", "create", "gamma", "--name", "G", "--number", "+48221234567", code=1)
    assert "+48221234567" in told["problems"][0]["message"]
    assert sorted(file.name for file in commands.directory.root.rglob("*.yml")) == [
        *("acme.yml", "beta.yml", "hosts.yml", "site.yml"),
    ]


def test_nothing_is_overwritten(commands: Commands) -> None:
    file = commands.directory.root / "tenants" / "acme.yml"
    before = file.read_bytes()
    told = commands.run("tenant", "create", "acme", *_CREATE, code=1)
    assert told["problems"][0]["message"] == "is there already"
    assert file.read_bytes() == before


def test_a_site_without_a_portal_gets_no_owners(commands: Commands) -> None:
    hosts = commands.directory.root / "hosts.yml"
    hosts.write_text(hosts.read_text().replace(", web]", "]"))
    told = commands.run("tenant", "create", "gamma", *_CREATE, *_OWNER, code=1)
    assert told["problems"][0]["file"] == "--owner-login"
    assert commands.run("tenant", "create", "gamma", *_CREATE) == {
        "tenant": "gamma",
        "file": "tenants/gamma.yml",
    }


def test_postgresql_away_leaves_the_file_and_the_command_for_later(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "conninfo_of", lambda _site: "host=/nowhere")
    told = commands.run("tenant", "create", "gamma", *_CREATE, *_OWNER, code=3)
    assert (commands.directory.root / "tenants" / "gamma.yml").exists()
    assert told["later"] == (
        f"wcoctl user add {commands.directory.root} gamma jan --owner --name 'Jan Kowal'"
        " --email jan@example.com --language pl"
    )


def test_a_new_password_ends_sessions_and_removes_the_app(commands: Commands, site: PortalSite) -> None:
    site.add_company()
    site.add_account("anna")
    site.add_account("ewa")
    anna, ewa = Browser(site), Browser(site)
    anna.log_in("anna")
    ewa.log_in("ewa")
    told = commands.run("user", "reset-password", "acme", "anna")
    assert anna.get("/").url.path == "/login"
    assert ewa.get("/").url.path != "/login", "those of others stay"
    assert "anna" in ewa.get("/audit").text
    assert anna.log_in("anna", PASSWORD).status_code == 401
    assert anna.log_in("anna", told["one_time_password"]).url.path == "/login/password"
    with site.connect() as database:
        database.execute(
            "UPDATE portal.account SET totp_key = '\\x00', totp_confirmed = true WHERE login = 'anna'"
        )
        commands.run("user", "reset-password", "acme", "anna")
        assert commands.run("user", "list", "acme")["accounts"][0]["totp"]
        commands.run("user", "reset-password", "acme", "anna", "--totp")
        assert not commands.run("user", "list", "acme")["accounts"][0]["totp"]
        row = database.execute(
            "SELECT password_ends - now() AS ends FROM portal.account WHERE login = 'anna'"
        ).fetchone()
    assert row
    assert row["ends"].days == 6
    assert [entry["action"] for entry in site.audit()][-2:] == ["new_password", "turn_off_authenticator"]


def test_accounts_that_are_not_there_or_taken(commands: Commands, site: PortalSite) -> None:
    assert "no account `bob`" in commands.text("user", "reset-password", "acme", "bob", code=1)
    assert "no tenant 'nobody'" in commands.text("user", "list", "nobody", code=1)
    commands.run("user", "add", "acme", "bob", "--name", "Bob")
    assert "already" in commands.text("user", "add", "acme", "bob", "--name", "Bob", code=1)
    assert [entry["action"] for entry in site.audit()] == ["add_account"]
    assert "bob: Bob; no permissions; has never logged in" in commands.text("user", "list", "acme")


def test_the_operators_staff(commands: Commands, site: PortalSite) -> None:
    told = commands.run("user", "add", "@operator", "ola", "--name", "Ola", "--support")
    assert Browser(site).log_in("ola", told["one_time_password"], "@operator").url.path == "/login/password"
    assert commands.run("user", "list", "@operator")["accounts"][0]["permissions"] == ["support"]
    assert site.audit("@operator")[0]["action"] == "add_account"
    for tenant, option in (("acme", "--support"), ("acme", "--operator"), ("@operator", "--owner")):
        commands.run("user", "add", tenant, "ela", "--name", "Ela", option, code=1)
    commands.run("user", "add", "@operator", "ela", "--name", "Ela", "--operator", "--support", code=1)
    assert len(commands.run("user", "list", "@operator")["accounts"]) == 1


def test_a_database_of_an_earlier_release_is_told(commands: Commands, site: PortalSite) -> None:
    with site.connect() as database:
        database.execute("REVOKE SELECT ON portal.account FROM wco_agent")
    assert "wcoctl apply" in commands.text("user", "list", "acme", code=3)


def _break_log(site: PortalSite, statement: LiteralString) -> None:
    with site.connect() as database:
        database.execute(statement)


def test_the_audit_log_is_verified(commands: Commands, site: PortalSite) -> None:
    for login in ("bob", "ela", "ola"):
        commands.run("user", "add", "acme", login, "--name", "Żółw")
    commands.run("user", "add", "beta", "bob", "--name", "Bob")
    sound = {"tenant": "beta", "entries": 1, "broken": None}
    assert commands.run("audit", "verify")["logs"] == [
        {"tenant": "acme", "entries": 3, "broken": None},
        sound,
    ]
    assert "no audit log" in commands.text("audit", "verify", "gamma", code=1)
    _break_log(site, "DELETE FROM portal.audit WHERE tenant = 'acme' AND number = 3")
    told = commands.run("audit", "verify", code=1)["logs"]
    assert told == [{"tenant": "acme", "entries": 2, "broken": {"entry": 3, "what": "cut"}}, sound]
    _break_log(
        site,
        "UPDATE portal.audit SET content = content || '{\"object\": \"x\"}' WHERE tenant = 'acme' AND number = 2",
    )
    assert "acme: 2 entries; entry 2 was changed" in commands.text("audit", "verify", "acme", code=1)
    assert commands.text("audit", "verify", "beta") == "beta: 1 entries, unbroken\n"
    _break_log(site, "DELETE FROM portal.audit_head WHERE tenant = 'beta'")
    told = commands.run("audit", "verify", "beta", code=1)["logs"]
    assert told[0]["broken"] == {"entry": 1, "what": "rewritten"}


def test_every_demo_gives_its_owner_a_new_password(
    commands: Commands, site: PortalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "_COMPANY", "acme")
    first, second = (demo._owner(commands.directory) for _ in range(2))
    assert Browser(site).log_in("owner", first["one_time_password"]).status_code == 401
    browser = Browser(site)
    assert browser.log_in("owner", second["one_time_password"]).url.path == "/login/password"
    page = browser.post("/login/password", password="zielony parasol 9 ryb", again="zielony parasol 9 ryb")
    assert page.url.path == "/"
    assert "Firma acme" in page.text
