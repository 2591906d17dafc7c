"""The service between an Asterisk and a company's server, both played: what comes out of good, bad and hostile answers."""

import json
import shlex
import time
from typing import Protocol
from urllib.parse import quote

import pytest
from testinfra.host import Host

KEY = "5ce4a210" * 8
MEMORY = 100_000
"""KiB that the service may ever have had: an answer of 10 MB, or an unpacked one, would be seen."""


class Ended(dict[str, str]):
    """The variables that a call was given, and how long it took."""

    def __init__(self, given: dict[str, str], seconds: float) -> None:
        super().__init__(given)
        self.seconds = seconds


class Play(Protocol):
    """Makes calls to the paths of a server, all at once, and returns how each ended."""

    def __call__(self, *paths: str, server: str = ..., **variables: str | float) -> list[Ended]:
        """Make them."""


class Ask(Protocol):
    """Makes one call and returns its exit."""

    def __call__(self, path: str, *, server: str = ..., **variables: str | float) -> str | None:
        """Make it."""


@pytest.fixture
def play(host: Host) -> Play:
    """Return a function that makes calls to the paths of a server, all at once, and returns how each ended."""

    def run(*paths: str, server: str = "company.test:8443", **variables: str | float) -> list[Ended]:
        calls = [
            {
                "WCO_WEBHOOK_URL": f"https://{server}/{path}",
                "WCO_WEBHOOK_VALUES": "known genuine 2",
                "WCO_WEBHOOK_VARIABLES": "name order",
                "WCO_TENANT": "acme",
                **variables,
            }
            for path in paths
        ]
        player = "python3 /opt/players/asterisk.py call 4573"
        told = json.loads(host.check_output(f"echo {shlex.quote(json.dumps(calls))} | {player}"))
        return [Ended(seconds=each.pop("seconds"), given=each) for each in told]

    return run


@pytest.fixture
def ask(play: Play) -> Ask:
    """Return a function that makes one call and returns its exit."""

    def run(path: str, *, server: str = "company.test:8443", **variables: str | float) -> str | None:
        return play(path, server=server, **variables)[0].get("WCO_WEBHOOK_EXIT")

    return run


def raw(body: str, content_type: str = "application/json") -> str:
    return f"raw?type={quote(content_type, safe='')}&body={quote(body, safe='')}"


def memory(host: Host) -> int:
    pid = host.check_output("systemctl show --property=MainPID --value wco-server-calls")
    return int(host.check_output(f"grep VmHWM /proc/{pid}/status").split()[1])


def test_an_accepted_value_chooses_its_exit_and_wanted_variables_are_set(play: Play) -> None:
    (ended,) = play("value/known?name=Anna+Nowak&order=A-7&secret=x")
    assert ended == {
        "WCO_WEBHOOK_EXIT": "ok_known",
        "WCO_VAR_NAME": "Anna Nowak",
        "WCO_VAR_ORDER": "A-7",
    }


def test_the_company_knows_who_asks(play: Play, ask: Ask) -> None:
    assert ask("signed") == "ok_genuine"
    assert ask("signed", WCO_TENANT="beta", WCO_WEBHOOK_VALUES="forged") == "ok_forged"
    wanted = "call tenant block caller dialled digits language time headers"
    told = play(
        "echo", WCO_WEBHOOK_VARIABLES=wanted, WCO_CALL="c-1", WCO_CALLER="+48600100200", WCO_DIGITS="12#"
    )[0]
    assert told["WCO_VAR_CALL"] == "c-1"
    assert told["WCO_VAR_TENANT"] == "acme"
    assert told["WCO_VAR_BLOCK"] == "crm"
    assert told["WCO_VAR_CALLER"] == "+48600100200"
    assert told["WCO_VAR_DIGITS"] == "12#"
    assert told["WCO_VAR_TIME"].endswith("+00:00")
    assert "host=company.test:8443" in told["WCO_VAR_HEADERS"].lower()
    assert (
        "x-correlation-id=c-1"
        in play("echo", WCO_WEBHOOK_VARIABLES="headers", WCO_CALL="c-1")[0]["WCO_VAR_HEADERS"].lower()
    )


def test_a_failed_request_is_tried_once_more(ask: Ask) -> None:
    assert ask("flaky/known") == "ok_known"
    for path, tries in (("/status/500", "2"), ("/close", "2"), ("/status/404", "1"), ("/html", "1")):
        assert ask(path[1:], WCO_CALL="counted") == "error"
        counted = ask(f"tries?of={path}", WCO_CALL="counted", WCO_WEBHOOK_VALUES="1 2 3")
        assert counted == f"ok_{tries}"


@pytest.mark.parametrize("body", ['{"value": "else"}', '{"value": null}', "{}", '{"value": ""}'])
def test_an_answer_that_is_not_accepted_is_no_match(ask: Ask, body: str) -> None:
    assert ask(raw(body)) == "no_match"


@pytest.mark.parametrize(
    "path",
    [
        "huge",
        "bomb",
        "html",
        "empty",
        "close",
        "headers",
        "nested",
        "status/204",
        "redirect?to=https://169.254.169.254/latest",
        "redirect?to=https://127.0.0.1:4573/&status=307",
        "redirect?to=https://company.test:8443/value/known&status=308",
        raw("known"),
        raw('"known"'),
        raw('["known"]'),
        raw('{"value": {"known": 1}}'),
        raw('{"value": "known", "variables": ["name"]}'),
        raw('{"value": "known", "variables": {"name": ["a"]}}'),
        raw('{"value": "known"}', "text/plain"),
        raw('{"value": "known"}', "application/jsonp"),
        raw('{"value": ' + "9" * 5000 + "}"),
    ],
)
def test_a_bad_answer_is_an_error(ask: Ask, path: str) -> None:
    assert ask(path) == "error"


@pytest.mark.parametrize(
    "server",
    [
        "evil.test:8443",  # on no list
        "unknown.test:8443",  # on the list, but the name is not known
        "inside.test:8443",  # on the list of public hosts, but its address is private
        "half.test:8443",  # one of its addresses is
        "loop.test:4573",  # a private host, but loopback
        "metadata.test",  # a private host, but link-local
        "other.test:8443",  # the certificate is not for this name
        "company.test:9",  # nobody listens
        "known@company.test:8443",
        "company.test:99999",
        "company.test:x",
        "[",
        "",
        "company.test\\@evil.test",
        "127.1:8443",
        "0x7f000001:8443",
        "[::1]:8443",
    ],
)
def test_a_server_that_is_not_to_be_called_is_an_error(ask: Ask, server: str) -> None:
    assert ask("value/known", server=server) == "error"


@pytest.mark.parametrize(
    "url", ["http://company.test:8443/value/known", "file:///etc/passwd", "https:company.test", "", "\x07"]
)
def test_what_is_no_https_url_is_an_error(ask: Ask, url: str) -> None:
    assert ask("", WCO_WEBHOOK_URL=url) == "error"


def test_an_address_may_be_on_the_list(ask: Ask, host: Host) -> None:
    address = host.check_output("getent ahostsv4 company.test").split()[0]
    assert ask("value/known", server=f"{address}:8443") == "ok_known"


def test_who_is_too_slow_is_left_alone(play: Play) -> None:
    ended = play("never", "drip", "slow/3.3/known", "slow/2/known")
    ended += play("value/known", server="company.test:8444")  # takes connections, says nothing
    assert [each["WCO_WEBHOOK_EXIT"] for each in ended] == [
        "timeout",
        "timeout",
        "timeout",
        "ok_known",
        "timeout",
    ]
    assert max(each.seconds for each in ended) < 3.4
    (short,) = play("never", WCO_WEBHOOK_TIMEOUT_MS="500")
    assert short["WCO_WEBHOOK_EXIT"] == "timeout"
    assert short.seconds < 0.9


def test_a_caller_who_hangs_up_ends_the_request(play: Play) -> None:
    (ended,) = play("never", hangs_up_after=0.5)
    assert "WCO_WEBHOOK_EXIT" not in ended
    assert ended.seconds < 1.5


def test_values_are_one_line_of_bearable_length(play: Play) -> None:
    body = json.dumps(
        {
            "variables": {
                "name": 'a\r\nSET VARIABLE X "y"\t\x00\x07\u202e\ud800 \\" ${SHELL(id)} |',
                "order": "ż" * 5000,
            }
        }
    )
    (ended,) = play(raw(body))
    assert ended["WCO_VAR_NAME"] == 'a SET VARIABLE X "y" \\" ${SHELL(id)} |'
    assert ended["WCO_VAR_ORDER"] == "ż" * 200
    assert ended["WCO_WEBHOOK_EXIT"] == "no_match"
    assert "X" not in ended
    (numbers,) = play(raw('{"value": 2, "variables": {"name": 12.5, "order": null}}'))
    assert (numbers["WCO_WEBHOOK_EXIT"], numbers["WCO_VAR_NAME"], numbers["WCO_VAR_ORDER"]) == (
        "ok_2",
        "12.5",
        "",
    )


def test_a_name_that_is_none_is_not_set(play: Play) -> None:
    (ended,) = play(
        "value/known?name=a&CHANNEL(language)=b", WCO_WEBHOOK_VARIABLES="name CHANNEL(language) NAME ../x"
    )
    assert set(ended) == {"WCO_WEBHOOK_EXIT", "WCO_VAR_NAME"}


def test_fifty_slow_servers_are_asked_at_the_same_time(play: Play) -> None:
    ended = play(*["slow/1/known"] * 50, *["value/known"] * 5)
    assert {each["WCO_WEBHOOK_EXIT"] for each in ended} == {"ok_known"}
    assert max(each.seconds for each in ended) < 10, "one after the other they need 50 s"


def test_a_tenant_with_too_many_calls_gets_errors(play: Play) -> None:
    ended = play(*["value/known"] * 110, server="company.test:8444")
    exits = [each["WCO_WEBHOOK_EXIT"] for each in ended]
    assert (exits.count("timeout"), exits.count("error")) == (100, 10)


@pytest.mark.parametrize(
    ("sent", "times"),
    [
        ("", 1),
        ("\n\n", 1),
        ("a", 200_000),
        ("agi_network: yes\n", 10_000),
        ("\xff\xfe\n\n", 1),
        ("agi_network_script: call\n\nHANGUP\n", 1),
    ],
)
def test_garbage_at_the_socket_stops_nothing(host: Host, ask: Ask, sent: str, times: int) -> None:
    code = (
        "import socket; client = socket.create_connection(('127.0.0.1', 4573));"
        f" client.sendall(bytes.fromhex('{sent.encode('latin-1').hex()}') * {times}); client.close()"
    )
    host.run(f"python3 -c {shlex.quote(code)}")
    assert ask("value/known") == "ok_known"


def test_memory_was_bounded_all_the_time(host: Host) -> None:
    """Before the service starts again, as its successor would not have met what came until now."""
    assert memory(host) < MEMORY


def test_a_restart_loses_no_call(host: Host, play: Play) -> None:
    host.check_output("systemd-run --on-active=1 systemctl restart wco-server-calls")
    ended = play(*["slow/1.5/known"] * 20)
    assert [each["WCO_WEBHOOK_EXIT"] for each in ended] == ["ok_known"] * 20
    host.check_output("systemctl restart --no-block wco-server-calls")
    assert play("value/known")[0]["WCO_WEBHOOK_EXIT"] == "ok_known"


def test_the_log_has_a_line_for_each_call_and_no_secret(host: Host, ask: Ask) -> None:
    assert ask("value/known?name=Kowalski&token=hush") == "ok_known"
    time.sleep(0.2)
    journal = host.check_output("journalctl -u wco-server-calls --no-pager -o cat")
    assert "tenant=acme block=crm host=company.test exit=ok_known ms=" in journal
    assert "exit=error" in journal
    assert "reason='longer than 65536 bytes'" in journal
    for secret in ("hush", "Kowalski", "/value", KEY):
        assert secret not in journal
    assert "Traceback" not in journal


def test_the_key_is_the_services_alone(host: Host) -> None:
    key = host.file("/etc/wco/server_calls/key")
    assert (key.user, key.mode) == ("wco_server_calls", 0o400)
    pid = host.check_output("systemctl show --property=MainPID --value wco-server-calls")
    assert (
        host.run(
            f"grep -aF {KEY} /proc/{pid}/environ /proc/{pid}/cmdline /etc/wco/server_calls/settings.json"
        ).rc
        == 1
    )
    assert host.run(f"grep -rF {KEY} /var/log /run/log").rc == 1


def test_a_stop_is_clean(host: Host) -> None:
    host.check_output("systemctl stop wco-server-calls.socket wco-server-calls.service")
    assert host.check_output("systemctl show --property=Result --value wco-server-calls") == "success"
    host.check_output("systemctl start wco-server-calls.socket wco-server-calls.service")
