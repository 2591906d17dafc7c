"""The service between a played Asterisk and a real speech engine."""

import json
import shlex
from typing import Protocol

import pytest
from testinfra.host import Host


class Speak(Protocol):
    """Has the texts of blocks spoken, all at once, and returns the files."""

    def __call__(self, *blocks: str, caller: str = ..., **variables: str) -> list[str]:
        """Have them spoken."""


@pytest.fixture
def speak(host: Host) -> Speak:
    """Return a function that has the texts of blocks spoken, all at once, and returns the files."""

    def run(*blocks: str, caller: str = "+48600100200", **variables: str) -> list[str]:
        known = {"WCO_TENANT": "acme", "WCO_CALLER": caller, "WCO_DIALLED": "+48221002000", **variables}
        calls = shlex.quote(json.dumps([{**known, "WCO_BLOCK": block} for block in blocks]))
        answer = host.check_output(f"echo {calls} | python3 /opt/players/asterisk.py speak 4574")
        return [ended["WCO_SPEECH"] for ended in json.loads(answer)]

    return run


def seconds(host: Host, file: str) -> float:
    return float(host.check_output(f"soxi -D {file}.wav"))


def test_a_text_is_spoken_with_the_facts_of_the_call(host: Host, speak: Speak) -> None:
    greeting, number, english = speak("greeting", "number", "english")
    assert len({greeting, number, english}) == 3
    assert host.check_output(f"soxi -r {greeting}.wav") == "8000"
    assert 1 < seconds(host, greeting) < 8
    assert seconds(host, number) > seconds(host, greeting)
    (spoken,) = speak("order", WCO_VAR_ORDER_NUMBER="17", WCO_VAR_STATUS="gotowe")
    assert seconds(host, spoken) > 1


def test_what_was_spoken_is_there_already(host: Host, speak: Speak) -> None:
    (first,) = speak("greeting")
    inode = host.check_output(f"stat -c %i {first}.wav")
    assert speak(*["greeting"] * 20) == [first] * 20
    assert host.check_output(f"stat -c %i {first}.wav") == inode


@pytest.mark.parametrize(
    ("block", "caller"), [("greeting", "+48600999999"), ("greeting", ""), ("order", ""), ("gone", "")]
)
def test_without_a_value_or_a_text_nothing_is_spoken(speak: Speak, block: str, caller: str) -> None:
    assert speak(block, caller=caller) == [""]


def test_a_company_has_so_many_new_texts_of_a_minute_spoken(speak: Speak) -> None:
    first, second = (speak("number", caller=f"+4860010030{n}", WCO_TENANT="frugal")[0] for n in range(2))
    assert [bool(first), bool(second)] == [True, False]
    assert speak("number", caller="+48600100300", WCO_TENANT="frugal") == [first]
    assert speak("number") != [""]


def test_a_hostile_name_is_spoken_and_does_nothing(host: Host, speak: Speak) -> None:
    (spoken,) = speak("greeting", caller="+48600100201")
    assert seconds(host, spoken) > 1
    assert not host.file("/tmp/owned").exists
    (spoken,) = speak("order", WCO_VAR_ORDER_NUMBER="-f /etc/passwd", WCO_VAR_STATUS='`reboot` \\ "')
    assert seconds(host, spoken) > 1


def test_only_readers_of_the_plan_read_what_was_spoken(host: Host, speak: Speak) -> None:
    (spoken,) = speak("greeting")
    file = host.file(f"{spoken}.wav")
    assert (file.user, file.group, file.mode) == ("wco_speech", "wco_plan", 0o640)
    assert host.file("/var/lib/wco/speech").mode == 0o2750


def test_a_restart_loses_no_call(host: Host, speak: Speak) -> None:
    host.check_output("systemctl kill --signal=KILL wco-speech")
    assert speak("greeting") != [""]


def test_the_socket_is_for_this_host_only(host: Host) -> None:
    assert host.socket("tcp://127.0.0.1:4574").is_listening
    assert not host.socket("tcp://0.0.0.0:4574").is_listening
