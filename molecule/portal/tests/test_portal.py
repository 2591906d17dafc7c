"""The portal as a browser meets it, and its service as an operator does."""

import json
import os
import pathlib
import shlex
import socket
import ssl
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from testinfra.host import Host

PASSWORD = "korek wiatrak 5 dorsz"
COMPANY = {
    "tenant": "acme",
    "name": "Acme",
    "main_numbers": {"primary": {"number": "+48221001000", "entry": "end"}},
    "blocks": {"end": {"type": "hangup"}},
}
ACCOUNT = """
INSERT INTO portal.company (tenant, name, document, digest, live)
VALUES ('acme', 'Acme', '{company}', '', true) ON CONFLICT DO NOTHING;
INSERT INTO portal.account (tenant, login, name, language, password, password_once)
VALUES ('acme', 'anna', 'Anna', 'en', '{password}', false) ON CONFLICT DO NOTHING;
INSERT INTO portal.permission (tenant, account, permission)
SELECT tenant, account, 'owner' FROM portal.account ON CONFLICT DO NOTHING;
"""
MAIN_PID = "systemctl show --property=MainPID --value wco-portal"


@pytest.fixture(scope="module")
def address(host: Host) -> str:
    return str(host.ansible.get_variables()["ansible_host"])


def trusting() -> ssl.SSLContext:
    folder = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
    return ssl.create_default_context(cafile=folder / "ca.crt")


@pytest.fixture
def browser(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"https://{address}", verify=trusting(), timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def account(host: Host) -> None:
    python = "/opt/wco/portal/current/venv/bin/python"
    program = f"from wcoctl.accounts.passwords import hash_password; print(hash_password({PASSWORD!r}))"
    password = host.check_output(shlex.join([python, "-c", program]))
    statements = ACCOUNT.format(company=json.dumps(COMPANY), password=password)
    host.check_output(shlex.join(["psql", "-qAt", "-U", "postgres", "wco", "-c", statements]))


def log_in(browser: httpx.Client, password: str = PASSWORD, **headers: str) -> httpx.Response:
    fields = {"company": "acme", "login": "anna", "password": password}
    return browser.post(
        "/login", data=fields, headers={"origin": str(browser.base_url).rstrip("/"), **headers}
    )


@pytest.mark.usefixtures("account")
def test_somebody_logs_in_and_sees_the_switchboard(host: Host, browser: httpx.Client) -> None:
    assert log_in(browser, "wrong", **{"x-forwarded-for": "203.0.113.9"}).status_code == 401
    done = log_in(browser)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert "__Host-wco" in browser.cookies
    page = browser.get("/")
    assert page.status_code == 200
    assert "+48221001000" in page.text
    query = "SELECT DISTINCT content->>'address' FROM portal.audit"
    seen = host.check_output(shlex.join(["psql", "-qAt", "-U", "postgres", "wco", "-c", query])).split()
    assert len(seen) == 1
    assert seen != ["203.0.113.9"], "what a stranger says of where it comes from"


def test_plain_http_and_other_names_lead_to_the_one_origin(browser: httpx.Client, address: str) -> None:
    plain = httpx.get(f"http://{address}/login?next=/x")
    assert (plain.status_code, plain.headers["location"]) == (301, f"https://{address}/login?next=/x")
    other = browser.get("/login", headers={"host": "evil.example"})
    assert (other.status_code, other.headers["location"]) == (301, f"https://{address}/login")


@pytest.mark.parametrize("path", ["/login", "/static/style.css"])
def test_answers_carry_the_headers_of_security_once(browser: httpx.Client, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 200
    for name in ("content-security-policy", "strict-transport-security", "x-content-type-options"):
        assert len(page.headers.get_list(name)) == 1, name
    assert page.headers["server"] == "nginx"
    assert page.headers["content-encoding"] == "gzip"
    assert page.headers["cache-control"] == ("no-store" if path == "/login" else "max-age=300")


def test_tls_is_modern_and_http_2_is_spoken(address: str) -> None:
    offered = trusting()
    offered.set_alpn_protocols(["h2"])
    with (
        socket.create_connection((address, 443)) as raw,
        offered.wrap_socket(raw, server_hostname=address) as spoken,
    ):
        assert (spoken.version(), spoken.selected_alpn_protocol()) == ("TLSv1.3", "h2")
    offered.minimum_version, offered.maximum_version = ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_1
    offered.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection((address, 443)) as raw, pytest.raises(ssl.SSLError):
        offered.wrap_socket(raw, server_hostname=address)


def test_what_is_too_large_is_refused(browser: httpx.Client) -> None:
    too_large = browser.post(
        "/login", content=b"x" * (13 * 1024 * 1024), headers={"origin": str(browser.base_url)}
    )
    assert too_large.status_code == 413


def test_a_restart_refuses_nobody(host: Host, browser: httpx.Client) -> None:
    answers, ended = [], threading.Event()

    def ask() -> None:
        while not ended.is_set():
            answers.append(browser.get("/login").status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    host.check_output("systemctl restart wco-portal")
    time.sleep(3)
    ended.set()
    asking.join()
    assert len(answers) > 3
    assert set(answers) <= {200, 429}
    assert answers.count(200) > 3


def test_killed_it_is_back_and_who_asked_has_waited(host: Host, browser: httpx.Client) -> None:
    before = host.check_output(MAIN_PID)
    host.check_output("systemctl kill --signal=KILL wco-portal.service")
    assert browser.get("/login").status_code == 200
    assert host.check_output(MAIN_PID) not in (before, "0")


def test_the_web_server_is_back_after_it_was_killed(host: Host, browser: httpx.Client) -> None:
    host.check_output("systemctl kill --kill-whom=all --signal=KILL nginx.service")
    end = time.monotonic() + 20
    while True:
        try:
            assert browser.get("/login").status_code == 200
        except httpx.TransportError:
            assert time.monotonic() < end
            time.sleep(0.3)
        else:
            return


@pytest.mark.usefixtures("account")
def test_without_the_database_a_page_says_so(host: Host, browser: httpx.Client) -> None:
    log_in(browser)
    host.check_output("systemctl stop postgresql@17-main")
    try:
        page = browser.get("/")
        assert page.status_code == 503
        assert "database is unavailable" in page.text or "Baza danych" in page.text
    finally:
        host.check_output("systemctl start postgresql@17-main")
    end = time.monotonic() + 30
    while browser.get("/").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.5)


def test_the_service_is_confined_and_its_secrets_are_its_own(host: Host) -> None:
    exposure = host.check_output("systemd-analyze security --no-pager wco-portal.service | tail -n 1")
    assert float(exposure.split()[-3]) < 2.0, exposure
    for name in ("pgpass", "key"):
        file = host.file(f"/etc/wco/portal/{name}")
        assert (file.user, file.mode) == ("wco_portal", 0o400)
    tls = host.file("/etc/wco/portal/tls/portal.key")
    assert (tls.user, tls.mode) == ("root", 0o600)
    pid = host.check_output(MAIN_PID)
    assert host.run(f"grep -aF nar:io /proc/{pid}/environ /proc/{pid}/cmdline").rc == 1
    assert host.run("runuser -u nobody -- test -w /run/wco-portal/portal.sock").rc != 0


def test_who_sends_webhooks_is_confined_and_knows_its_own_secrets_only(host: Host) -> None:
    assert host.service("wco-webhooks").is_running
    exposure = host.check_output("systemd-analyze security --no-pager wco-webhooks.service | tail -n 1")
    assert float(exposure.split()[-3]) < 2.0, exposure
    for path in ("/etc/wco/portal/key", "/etc/wco/portal/pgpass"):
        assert host.run(f"runuser -u wco_webhooks -- cat {path}").rc != 0
    for name in ("pgpass", "key"):
        file = host.file(f"/etc/wco/webhooks/{name}")
        assert (file.user, file.mode) == ("wco_webhooks", 0o400)
        assert host.run(f"runuser -u wco_portal -- cat {file.path}").rc != 0
    asked = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'wco_webhooks'"
    assert host.check_output(f'runuser -u postgres -- psql -At wco -c "{asked}"') != "0"


def test_nothing_but_nginx_listens_and_logs_have_no_query_strings(host: Host, browser: httpx.Client) -> None:
    browser.get("/login?next=/secret-of-somebody")
    assert host.run("grep -r secret-of-somebody /var/log/nginx /run/log /var/log/journal").rc != 0
    assert '"GET /login HTTP' in host.file("/var/log/nginx/wco-portal.log").content_string
    listening = host.check_output("ss -Hltnp | grep -c python3 || true")
    assert listening == "0"


def test_guessing_is_slowed_down_for_one_address(browser: httpx.Client) -> None:
    """Last: the address has used up its share then."""
    answers = [browser.get("/login").status_code for _ in range(120)]
    assert answers.count(429) > 20
    assert browser.get("/static/style.css").status_code == 200
