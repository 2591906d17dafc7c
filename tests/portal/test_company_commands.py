"""The operator's changes of companies: suspended, a number moved, removed; with a real PostgreSQL and git."""

import subprocess
from pathlib import Path

import pytest

from tests.portal.site import PASSWORD, Browser, PortalSite
from tests.portal.test_commands import Commands, commands
from tests.unit.small_site import config
from tests.unit.small_site import site as small_site
from wcoctl.agent import connection
from wcoctl.model.load import load_tenant

__all__ = ["commands", "config", "small_site"]

FURTHER = """\
main_numbers:
  primary: {number: "+48221234567", entry: welcome}
  # Those of the shop.
  additional:
    - {number: "+48 22 123 45 80", entry: welcome}
"""


def git(commands: Commands, *words: str) -> str:
    asked = subprocess.run(
        ["git", "-C", commands.directory.root, *words], capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


@pytest.fixture
def history(commands: Commands) -> Commands:
    """Keep the folder in git, by somebody who has a name there; acme has a further number."""
    acme = file_of(commands, "acme")
    before = 'main_numbers:\n  primary: {number: "+48221234567", entry: welcome}\n'
    text = acme.read_text()
    assert before in text
    acme.write_text("# Ours since 2019.\n" + text.replace(before, FURTHER))
    git(commands, "init", "--quiet")
    git(commands, "config", "user.name", "Ola Wilk")
    git(commands, "config", "user.email", "ola@example.com")
    git(commands, "add", "-A")
    git(commands, "commit", "--quiet", "-m", "first")
    return commands


def file_of(commands: Commands, tenant: str) -> Path:
    return commands.directory.root / "tenants" / f"{tenant}.yml"


def test_a_company_is_suspended_and_resumed(history: Commands) -> None:
    before = file_of(history, "acme").read_text()
    told = history.run("tenant", "suspend", "acme")
    assert told == {"tenant": "acme", "suspended": True, "files": ["tenants/acme.yml"], "uncommitted": ""}
    assert load_tenant(file_of(history, "acme")).model.contract.suspended
    assert git(history, "log", "-1", "--format=%s|%an|%ae") == "acme: suspended|Ola Wilk|ola@example.com"
    assert history.run("tenant", "suspend", "acme")["files"] == []
    history.run("tenant", "resume", "acme")
    assert file_of(history, "acme").read_text() == before
    assert git(history, "rev-list", "--count", "HEAD") == "3"
    assert f"Next: wcoctl apply {history.directory.root} acme" in history.text("tenant", "resume", "acme")


def test_the_rest_of_the_contract_stays_as_it_is(history: Commands) -> None:
    file = file_of(history, "acme")
    file.write_text(file.read_text() + "contract:\n  channels: 7  # since May\n")
    history.run("tenant", "suspend", "acme")
    assert "channels: 7  # since May\n" in file.read_text()
    history.run("tenant", "resume", "acme")
    assert file.read_text().endswith("contract:\n  channels: 7  # since May\n")


def test_a_company_with_mistakes_is_not_changed(history: Commands) -> None:
    file = file_of(history, "acme")
    file.write_text(file.read_text().replace("next: hangup", "next: nowhere"))
    before = file.read_text()
    told = history.run("tenant", "suspend", "acme", code=1)
    assert "nowhere" in told["problems"][0]["message"]
    assert file.read_text() == before


def test_a_number_moves_in_one_commit(history: Commands) -> None:
    told = history.run("tenant", "move-number", "acme", "beta", "22 123 45 80", "--entry", "welcome")
    assert (told["number"], told["uncommitted"]) == ("+48221234580", "")
    acme, beta = (load_tenant(file_of(history, name)).model for name in ("acme", "beta"))
    assert acme.main_numbers.additional == []
    assert [(one.number, one.entry) for one in beta.main_numbers.additional] == [("+48221234580", "welcome")]
    assert file_of(history, "acme").read_text().startswith("# Ours since 2019.\n")
    assert git(history, "show", "--name-only", "--format=%s").splitlines() == [
        "+48221234580 moved from acme to beta",
        "",
        "tenants/acme.yml",
        "tenants/beta.yml",
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("acme", "beta", "+48221234567"), "is the primary number of acme"),
        (("acme", "beta", "+48221234599"), "acme has no main number +48221234599"),
        (("beta", "acme", "+48221234580"), "beta has no main number +48221234580"),
        (("acme", "acme", "+48221234580"), "the same company"),
        (("acme", "beta", "12"), "`12` is not"),
        (("acme", "gamma", "+48221234580"), "there is no tenant 'gamma'"),
        (("acme", "beta", "+48221234580", "--entry", "nowhere"), "nowhere"),
    ],
)
def test_a_number_that_cannot_move_stays(history: Commands, words: tuple[str, ...], why: str) -> None:
    told = history.run("tenant", "move-number", *words, code=1)
    assert why in told["error"]
    assert git(history, "status", "--porcelain", "tenants") == ""
    assert git(history, "rev-list", "--count", "HEAD") == "1"


def test_a_number_that_the_giver_still_uses_stays(history: Commands) -> None:
    file = file_of(history, "acme")
    file.write_text(file.read_text() + 'blocklist: [{anonymous: true, dialled: ["+48221234580"]}]\n')
    told = history.run("tenant", "move-number", "acme", "beta", "+48221234580", code=1)
    assert told["problems"][0]["path"].startswith("blocklist")
    assert "+48221234580" not in file_of(history, "beta").read_text()


def test_a_company_is_removed_with_all_but_its_audit_log(history: Commands, site: PortalSite) -> None:
    sound = history.directory.root / "tenants" / "portal" / "acme" / f"{'a' * 64}.wav"
    sound.parent.mkdir(parents=True)
    sound.write_bytes(b"RIFF")
    for tenant in ("acme", "beta"):
        site.add_company(tenant)
        site.add_account(tenant=tenant)
    anna, other = Browser(site), Browser(site)
    anna.log_in()
    other.log_in(company="beta")
    told = history.run("tenant", "remove", "acme", "--yes")
    assert (told["tenant"], told["accounts"], told["uncommitted"]) == ("acme", 1, "")
    assert any("365 days" in line for line in told["remains"])
    (place,) = (history.directory.root / "archive").iterdir()
    assert "Ours since 2019" in (place / "acme.yml").read_text()
    assert (place / "portal" / "acme" / sound.name).read_bytes() == b"RIFF"
    assert not sound.parent.exists()
    assert not file_of(history, "acme").exists()
    assert git(history, "status", "--porcelain", "tenants", "archive") == ""
    with site.connect() as database:
        held = database.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'portal' AND column_name = 'tenant'"
        ).fetchall()
        tables = {row["table_name"] for row in held} - {"audit", "audit_head"}
        assert {"company", "account", "session", "draft", "change", "permission"} <= tables
        for table in sorted(tables):
            query = f"SELECT 1 FROM portal.{table} WHERE tenant = 'acme'"
            assert database.execute(query.encode()).fetchall() == [], table
    assert anna.get("/").url.path == "/login"
    assert Browser(site).log_in(password=PASSWORD).url.path == "/login"
    assert other.get("/").url.path == "/"
    *_, last = site.audit()
    assert (last["action"], last["after"]) == ("remove_company", {"accounts": 1})


def test_nobody_is_removed_without_a_yes(history: Commands, site: PortalSite) -> None:
    site.add_company()
    site.add_account()
    assert "not removed" in history.run("tenant", "remove", "acme", code=1)["error"]
    assert "not removed" in history.text("tenant", "remove", "acme", code=1)
    assert file_of(history, "acme").exists()
    assert Browser(site).log_in().url.path == "/"


def test_nothing_is_removed_while_postgresql_is_away(
    history: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "conninfo_of", lambda _site: "host=/nowhere")
    history.run("tenant", "remove", "acme", "--yes", code=3)
    assert file_of(history, "acme").exists()


def test_without_git_there_is_no_commit_and_no_complaint(commands: Commands) -> None:
    assert commands.run("tenant", "suspend", "acme")["uncommitted"] == ""
    assert load_tenant(file_of(commands, "acme")).model.contract.suspended
