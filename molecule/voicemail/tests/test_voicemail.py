"""Voice messages on their way from the spool to the relay.

The tests go in the order of the file: the first one finds the service before Asterisk has made the spool.
"""

import json
import shlex
from collections.abc import Callable

import pytest
from testinfra.host import Host

from voicemail.tests.node import NODE, SPOOL, START, Node, wait_until
from voicemail.tests.relay import Relay

testinfra_hosts = [f"ansible://{NODE}"]


def test_the_service_waited_for_the_spool(host: Host, node: Node) -> None:
    service = host.service("wco-voicemail")
    assert service.is_running
    assert service.is_enabled
    wait_until(lambda: node.status() == "delivering", 70)


def test_a_message_arrives_with_what_was_said(host: Host, node: Node, relay: Relay) -> None:
    message = node.record(node.company(["anna@acme.example", "biuro@acme.example"], owner="Żaneta Święs"))
    wait_until(lambda: not node.rows(), 10)
    ((envelope, letter),) = relay.letters(message)
    assert envelope == {
        "from": "voicemail@operator.example",
        "to": ["anna@acme.example", "biuro@acme.example"],
    }
    assert letter["From"] == "ACME <voicemail@operator.example>"
    assert letter["To"] == "anna@acme.example, biuro@acme.example"
    assert letter["Subject"] == "Wiadomość głosowa od +48600100200 dla: Żaneta Święs (0:03)"
    assert letter["Message-ID"] == f"<{message}@operator.example>"
    text, audio = letter.iter_parts()
    assert "Kiedy: 18.11.2026, 12:06" in text.get_content()
    assert audio.get_content_type() == "audio/mpeg"
    assert audio.get_filename() == "wiadomosc-2026-11-18-1206.mp3"
    assert len(audio.get_content()) < 20_000
    assert not host.file(f"{SPOOL}/{message}.wav").exists


def test_the_attached_audio_is_the_tone_that_was_said(host: Host, node: Node, relay: Relay) -> None:
    message = node.record(node.company(["anna@acme.example"]))
    wait_until(lambda: not node.rows(), 10)
    ((_, letter),) = relay.letters(message)
    _, audio = letter.iter_parts()
    name = host.check_output("mktemp --suffix=.mp3")
    hexed = audio.get_content().hex()
    host.check_output(f"python3 -c \"open('{name}', 'wb').write(bytes.fromhex('{hexed}'))\"")
    host.check_output(f"lame --silent --decode {name} {name}.wav")
    crossings = """import sys, wave, struct
with wave.open(sys.argv[1]) as file:
    rate, count = file.getframerate(), file.getnframes()
    samples = struct.unpack(f"<{count}h", file.readframes(count))
second = samples[rate : 2 * rate]
print(sum((a < 0) != (b < 0) for a, b in zip(second, second[1:])) / 2, count / rate, max(samples))"""
    hertz, seconds, loudest = map(float, node.python(crossings, f"{name}.wav").split())
    assert hertz == pytest.approx(440, rel=0.02)
    assert seconds == pytest.approx(3, abs=0.2)
    assert loudest == pytest.approx(9000, rel=0.1)


def test_an_english_mailbox_and_a_withheld_caller(node: Node, relay: Relay) -> None:
    message = node.record(node.company(["anna@acme.example"], language="en"), caller="")
    wait_until(lambda: not node.rows(), 10)
    ((_, letter),) = relay.letters(message)
    assert letter["Subject"] == "Voice message from withheld number for Anna Nowak (0:03)"


def test_what_is_refused_for_now_is_tried_again_and_stops_no_other(node: Node, relay: Relay) -> None:
    relay.set("answers.json", json.dumps({"full@acme.example": "450 4.2.2 full, dear full@acme.example"}))
    waits = node.record(node.company(["full@acme.example", "anna@acme.example"]))
    goes = node.record(node.company(["piotr@acme.example"]), began=START + 1)
    wait_until(lambda: node.rows() == [[waits]], 10)
    assert len(relay.letters(goes)) == 1
    assert [envelope["to"] for envelope, _ in relay.letters(waits)] == [["anna@acme.example"]]
    relay.set("answers.json", "{}")
    wait_until(lambda: not node.rows(), 20)
    assert [envelope["to"] for envelope, _ in relay.letters(waits)] == [
        ["anna@acme.example"],
        ["full@acme.example"],
    ]


@pytest.mark.parametrize("asked", ["gone@acme.example", "data"])
def test_what_is_refused_for_good_is_set_aside_and_kept(
    host: Host, node: Node, relay: Relay, asked: str
) -> None:
    relay.set("answers.json", json.dumps({asked: "550 5.1.1 <gone@acme.example> is unknown here"}))
    message = node.record(node.company(["gone@acme.example"]))
    query = f"SELECT refused FROM voicemail WHERE message = '{message}'"
    wait_until(lambda: node.rows(query) == [["refused for 1 of 1 recipients: 550 5.1.1"]], 10)
    assert host.file(f"{SPOOL}/{message}.wav").exists
    assert f"message {message}" in node.journal()
    relay.set("answers.json", "{}")
    node.spool(f"UPDATE voicemail SET refused = '' WHERE message = '{message}'")
    wait_until(lambda: not node.rows(), 10)
    assert len(relay.letters(message)) == 1


def test_a_refused_recipient_takes_nothing_from_the_others(node: Node, relay: Relay) -> None:
    relay.set("answers.json", json.dumps({"gone@acme.example": "550 5.1.1 unknown"}))
    message = node.record(node.company(["anna@acme.example", "gone@acme.example"]))
    wait_until(lambda: not node.rows(), 10)
    assert [envelope["to"] for envelope, _ in relay.letters(message)] == [["anna@acme.example"]]
    assert f"{message} of" in node.journal()


def test_messages_wait_for_a_relay_that_is_away(host: Host, node: Node, relay: Relay) -> None:
    host.check_output("systemctl stop relay")
    messages = [node.record(node.company(["anna@acme.example"])) for _ in range(3)]
    wait_until(lambda: node.status().startswith("waiting: ConnectionRefusedError"), 10)
    assert len(node.rows()) == 3
    host.check_output("systemctl start relay")
    wait_until(lambda: not node.rows(), 70)
    assert [len(relay.letters(message)) for message in messages] == [1, 1, 1]


def test_a_relay_without_encryption_gets_nothing(host: Host, node: Node, relay: Relay) -> None:
    relay.set("plain", "")
    host.check_output("systemctl restart relay")
    message = node.record(node.company(["anna@acme.example"]))
    wait_until(lambda: node.status().startswith("waiting: SMTPNotSupportedError"), 10)
    assert relay.letters(message) == []
    relay.clear()
    wait_until(lambda: len(relay.letters(message)) == 1, 70)


def test_a_kill_after_the_relay_s_word_sends_no_third_copy(host: Host, node: Node, relay: Relay) -> None:
    relay.set("slow", "5")
    message = node.record(node.company(["anna@acme.example"]))
    wait_until(lambda: len(relay.letters(message)) == 1, 10)
    host.check_output("systemctl kill --signal=KILL wco-voicemail")
    relay.set("slow", "0")
    wait_until(lambda: not node.rows(), 20)
    copies = [letter for _, letter in relay.letters(message)]
    assert [letter["Message-ID"] for letter in copies] == [f"<{message}@operator.example>"] * 2


def test_a_killed_service_loses_no_message(host: Host, node: Node, relay: Relay) -> None:
    relay.set("slow", "0.5")
    tenant = node.company(["anna@acme.example"])
    messages = [node.record(tenant, began=START + n) for n in range(12)]

    def fewer(than: int) -> Callable[[], bool]:
        return lambda: len(node.rows()) < than

    kills = 0
    while left := len(node.rows()):
        host.check_output("systemctl kill --signal=KILL wco-voicemail")
        kills += 1
        wait_until(fewer(left), 20)
    assert kills > 1
    copies = [len(relay.letters(message)) for message in messages]
    assert min(copies) >= 1
    assert sum(copies) <= len(messages) + kills


def test_names_can_hold_anything(node: Node, relay: Relay) -> None:
    owner = "Anna\r\nBcc: thief@evil.example\r\n\r\n<script>\u202e \"'`{{ 7*7 }}${IFS}"
    name = 'ACME", "x" <thief@evil.example>\nX-Evil: yes'
    addresses = ["anna@acme.example", "thief@evil.example>\r\nRCPT TO:<x@evil.example", "ż@ą.pl"]
    message = node.record(node.company(addresses, owner=owner, name=name))
    wait_until(lambda: not node.rows(), 10)
    ((envelope, letter),) = relay.letters(message)
    assert envelope["to"] == ["anna@acme.example"]
    assert letter["To"] == "anna@acme.example"
    assert {"Bcc", "X-Evil"}.isdisjoint(letter.keys())
    assert [address.addr_spec for address in letter["From"].addresses] == ["voicemail@operator.example"]
    assert letter["Subject"].endswith("Anna Bcc: thief@evil.example <script> \"'`{{ 7*7 }}${IFS} (0:03)")


def test_a_message_that_is_being_recorded_waits_for_its_end(node: Node, relay: Relay) -> None:
    now = int(node.host.check_output("date +%s%3N"))
    tenant = node.company(["anna@acme.example"])
    begun = node.record(tenant, began=now, ended=0)
    cut = node.record(tenant, began=now - 1_000_000, ended=0)
    wait_until(lambda: node.rows() == [[begun]], 10)
    assert (len(relay.letters(cut)), len(relay.letters(begun))) == (1, 0)
    node.spool(f"UPDATE voicemail SET ended = {now + 3000} WHERE message = '{begun}'")
    wait_until(lambda: not node.rows(), 10)
    assert len(relay.letters(begun)) == 1


def test_who_says_nothing_leaves_no_message(host: Host, node: Node, relay: Relay) -> None:
    message = node.record(node.company(["anna@acme.example"]), seconds=1.9)
    wait_until(lambda: not node.rows(), 10)
    assert relay.letters(message) == []
    assert not host.file(f"{SPOOL}/{message}.wav").exists


def test_a_mailbox_that_is_no_more_is_set_aside(node: Node) -> None:
    message = node.record("nobody")
    query = f"SELECT refused FROM voicemail WHERE message = '{message}'"
    wait_until(lambda: node.rows(query) == [["no such voicemail in the call plan"]], 10)
    node.spool("DELETE FROM voicemail")


def test_nobody_else_reads_the_messages_or_the_password(host: Host, node: Node) -> None:
    directory = host.file(SPOOL)
    assert (directory.user, directory.group, directory.mode) == ("root", "wco_voicemail", 0o2770)
    login = host.file("/etc/wco/voicemail/login")
    assert (login.user, login.mode) == ("wco_voicemail", 0o400)
    pid = host.check_output("systemctl show --property=MainPID --value wco-voicemail")
    assert host.run(f"grep -aF w0rd /proc/{pid}/environ /proc/{pid}/cmdline").rc == 1
    journal = node.journal()
    for told in ("w0rd", "acme.example", "evil", "Anna", "ACME", "+48600100200"):
        assert told not in journal, shlex.quote(told)


def test_a_stop_is_clean(host: Host) -> None:
    host.check_output("systemctl stop wco-voicemail")
    assert host.check_output("systemctl show --property=Result --value wco-voicemail") == "success"
    host.check_output("systemctl start wco-voicemail")
