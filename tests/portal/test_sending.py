"""One-time passwords by the operator's gateway and relay, which are played by real servers and keep what they were sent."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import pytest

from tests.letters import Letters
from tests.portal.site import Browser, PortalSite
from tests.portal.test_commands import Commands, commands
from tests.unit.small_site import config
from tests.unit.small_site import site as small_site
from wcoctl.agent import sending
from wcoctl.agent.sending import Invitation, NotSentError, send_sms
from wcoctl.cli import sending as cli_sending
from wcoctl.model.sms import Sms

__all__ = ["commands", "config", "small_site"]

PHONE = "+48600100200"
OWNER = ("--owner-login", "jan", "--owner-name", "Jan {password} %s", "--owner-phone", PHONE)
CREATE = ("--name", "Firma {text} ${HOME}", "--number", "+48 22 123 45 70")
INVITATION = Invitation("https://portal.example.com/", "acme", "jan", "abcd-efgh-ijkl-mnop", "pl")


class Asked(NamedTuple):
    """A request as the gateway got it."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


class Gateway:
    """The operator's SMS gateway."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: list[int] = []
        """Codes of the next answers; then 200."""
        self.said = b'{"status": "queued"}'
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def _take(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
                headers = {key.lower(): value for key, value in self.headers.items()}
                gateway.asked.append(Asked(self.command, self.path, headers, body))
                code = gateway.answers.pop(0) if gateway.answers else 200
                self.send_response(code)
                if code == 302:
                    self.send_header("location", f"{gateway.url}/elsewhere")
                self.send_header("content-length", str(len(gateway.said)))
                self.end_headers()
                self.wfile.write(gateway.said)

            do_POST = do_PUT = do_GET = _take  # noqa: N815 - http.server's names

            def log_message(self, *_words: object) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator["Gateway"]:
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    monkeypatch.setattr(sending, "wait_exponential", lambda *_arguments, **_options: lambda _state: 0)
    with Gateway().running() as found:
        yield found


def with_settings(commands: Commands, **settings: Any) -> None:
    file = commands.directory.root / "site.yml"
    file.write_text(
        file.read_text() + "".join(f"{key}: {json.dumps(value)}\n" for key, value in settings.items())
    )


def sms_of(gateway: Gateway, **settings: Any) -> dict[str, Any]:
    body = '{"messages": [{"to": "{number}", "text": "{text}"}], "from": "WCO"}'
    return {"url": f"{gateway.url}/send", "body": body} | settings


def text_of(asked: Asked) -> str:
    text: str = json.loads(asked.body)["messages"][0]["text"]
    return text


def test_a_new_owner_gets_an_sms_and_logs_in_with_it(
    commands: Commands, site: PortalSite, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_sending, "_secret", lambda _site, name: {"sms_secret": "k3y"}[name])
    with_settings(commands, sms=sms_of(gateway, headers={"Authorization": "Bearer {secret}"}))
    told = commands.run("tenant", "create", "gamma", *CREATE, *OWNER, "--send", "sms")
    (asked,) = gateway.asked
    assert (asked.method, asked.path, asked.headers["authorization"]) == ("POST", "/send", "Bearer k3y")
    assert asked.headers["content-type"] == "application/json"
    assert json.loads(asked.body)["messages"][0]["to"] == PHONE
    text = text_of(asked)
    assert text.isascii()
    assert len(text) <= 160
    assert "https://192.0.2.11/" in text
    assert "firma: gamma login: jan" in text
    password = text.partition("jednorazowe: ")[2].split()[0]
    assert told["owner"] == {
        "portal": "https://192.0.2.11/",
        "company": "gamma",
        "login": "jan",
        "sent": "sms",
    }
    assert Browser(site).log_in("jan", password, "gamma").url.path == "/login/password"
    log = site.audit("gamma")
    assert [(entry["action"], entry["result"]) for entry in log] == [
        ("add_account", "done"),
        ("send_password", "done"),
    ]
    assert PHONE not in json.dumps(log[1])
    assert password not in json.dumps([log, told])


def test_what_was_sent_is_not_printed(commands: Commands, gateway: Gateway) -> None:
    with_settings(commands, sms=sms_of(gateway))
    words = ("acme", "ewa", "--name", "Ewa", "--phone", PHONE, "--language", "en", "--send", "sms")
    told = commands.text("user", "add", *words)
    assert "sent by SMS" in told
    text = text_of(gateway.asked[0])
    assert text.startswith("Switchboard: ")
    assert text.partition("password: ")[2].split()[0] not in told
    assert PHONE not in told


def test_a_gateway_that_is_down_for_a_moment_is_asked_again(commands: Commands, gateway: Gateway) -> None:
    with_settings(commands, sms=sms_of(gateway))
    gateway.answers = [503, 429]
    commands.run("user", "add", "acme", "ewa", "--name", "Ewa", "--phone", PHONE, "--send", "sms")
    assert len({asked.body for asked in gateway.asked}) == 1
    assert len(gateway.asked) == 3


@pytest.mark.parametrize(("answers", "asked"), [([500] * 3, 3), ([401], 1), ([302], 1)])
def test_an_account_stands_whose_password_was_not_sent(
    commands: Commands, site: PortalSite, gateway: Gateway, answers: list[int], asked: int
) -> None:
    with_settings(commands, sms=sms_of(gateway))
    gateway.answers = list(answers)
    told = commands.run("tenant", "create", "gamma", *CREATE, *OWNER, "--send", "sms", code=3)
    assert len(gateway.asked) == asked, "and nobody follows it elsewhere"
    lost = text_of(gateway.asked[0]).partition("jednorazowe: ")[2].split()[0]
    assert f"the SMS gateway 127.0.0.1 answered {answers[0]}" in told["error"]
    assert told["later"] == f"wcoctl user reset-password {commands.directory.root} gamma jan --send sms"
    assert (told["file"], told["owner"]["login"], told["owner"]["sent"]) == ("tenants/gamma.yml", "jan", "")
    assert lost not in json.dumps(told)
    assert PHONE not in json.dumps(told)
    assert site.audit("gamma")[-1]["result"] == "failed"
    assert commands.run("user", "list", "gamma")["accounts"][0]["login"] == "jan"
    commands.run(*told["later"].split()[1:3], *told["later"].split()[4:])
    new = text_of(gateway.asked[-1]).partition("jednorazowe: ")[2].split()[0]
    assert new != lost
    assert Browser(site).log_in("jan", new, "gamma").url.path == "/login/password"


def test_a_gateway_that_nobody_plays(commands: Commands, gateway: Gateway) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        with_settings(commands, sms=sms_of(gateway, url=url))
        words = ("acme", "ewa", "--name", "Ewa", "--phone", PHONE, "--send", "sms")
        told = commands.run("user", "add", *words, code=3)
    assert "cannot be reached: Connection refused" in told["error"]
    assert gateway.asked == []


def test_what_keeps_it_from_being_sent_is_told_before_anything_is_done(
    commands: Commands, site: PortalSite, gateway: Gateway
) -> None:
    words = ("tenant", "create", "gamma", *CREATE)
    assert "no `sms`" in commands.run(*words, *OWNER, "--send", "sms", code=1)["error"]
    with_settings(commands, sms=sms_of(gateway, headers={"X-Key": "{secret}"}))
    assert "no `sms_secret`" in commands.run(*words, *OWNER, "--send", "sms", code=1)["error"]
    assert "`pigeon` is not a way" in commands.run(*words, *OWNER, "--send", "pigeon", code=1)["error"]
    assert "no `mail`" in commands.run(*words, *OWNER, "--send", "email", code=1)["error"]
    assert commands.run(*words, "--send", "sms", code=1)["problems"]
    assert not (commands.directory.root / "tenants" / "gamma.yml").exists()
    assert site.audit("gamma") == []


def test_a_password_that_cannot_be_sent_is_not_changed(
    commands: Commands, site: PortalSite, gateway: Gateway
) -> None:
    with_settings(commands, sms=sms_of(gateway))
    site.add_company()
    site.add_account()
    told = commands.run("user", "reset-password", "acme", "anna", "--send", "sms", code=1)
    assert "no phone number" in told["problems"][0]["message"]
    assert Browser(site).log_in().url.path == "/"


def test_a_letter_by_the_sites_relay(commands: Commands, site: PortalSite) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mail = {"relay": "127.0.0.1", "port": port, "tls": "none", "sender": "portal@operator.example"}
    with_settings(commands, mail=mail)
    owner = (*OWNER[:4], "--owner-email", "jan@gamma.example")
    with Letters("127.0.0.1", port) as letters:
        told = commands.run("tenant", "create", "gamma", *CREATE, *owner, "--send", "email")
        recipients, letter = letters.wait_for("Dostęp do portalu", since=0)
    assert told["owner"]["sent"] == "email"
    assert recipients == ["jan@gamma.example"]
    assert (letter["From"], letter["To"]) == ("portal@operator.example", "jan@gamma.example")
    text = letter.get_content()
    assert "https://192.0.2.11/" in text
    password = text.partition("hasło jednorazowe:")[2].split()[0]
    assert Browser(site).log_in("jan", password, "gamma").url.path == "/login/password"


def test_a_relay_that_is_away(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "wait_exponential", lambda *_arguments, **_options: lambda _state: 0)
    mail = {"relay": "127.0.0.1", "port": 1, "tls": "none", "sender": "portal@operator.example"}
    with_settings(commands, mail=mail)
    words = ("acme", "ewa", "--name", "Ewa", "--email", "ewa@acme.example", "--send", "email")
    told = commands.run("user", "add", *words, code=3)
    assert "the mail relay 127.0.0.1 cannot be used: Connection refused" in told["error"]
    assert "ewa@acme.example" not in json.dumps(told)


def test_forms_and_queries_quote_what_they_hold(gateway: Gateway) -> None:
    body = "to={digits}&message={text}&key={secret}"
    secret = 'a&to=1 "{text}"'
    for method in ("POST", "GET"):
        settings = {"url": f"{gateway.url}/send?x=1", "method": method, "format": "form", "body": body}
        send_sms(Sms.model_validate(settings), secret, PHONE, INVITATION)
    posted, got = gateway.asked
    assert got.path == f"/send?x=1&{posted.body}"
    fields = parse_qs(posted.body)
    assert (fields["to"], fields["key"]) == (["48600100200"], [secret])
    assert fields["message"][0].startswith("Centralka: https://portal.example.com/ ")


def test_an_answer_that_does_not_say_so_is_a_refusal(gateway: Gateway) -> None:
    sms = Sms.model_validate(sms_of(gateway, answer='"queued"'))
    send_sms(sms, "", PHONE, INVITATION)
    gateway.said = b'{"error": 101}'
    with pytest.raises(NotSentError, match="does not say"):
        send_sms(sms, "", PHONE, INVITATION)


def test_a_secret_that_no_header_can_hold_is_not_told(gateway: Gateway) -> None:
    sms = Sms.model_validate(sms_of(gateway, headers={"X-Key": "{secret}"}))
    with pytest.raises(NotSentError) as raised:
        send_sms(sms, "one\r\ntwo", PHONE, INVITATION)
    assert "one" not in str(raised.value)
    assert gateway.asked == []
