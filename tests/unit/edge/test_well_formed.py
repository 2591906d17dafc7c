"""The edge's judgement of messages (roles/kamailio/files/well_formed.lua), beside an oracle of its own and in time."""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from tests.attacks.mutate import mutants
from tests.attacks.oracle import faults
from tests.attacks.torture import cases, sdp

HERE = Path(__file__).parent
FOLDER = HERE.parents[2] / "roles/kamailio/files"
CALLER = "192.0.2.4"
SDP = sdp(CALLER)


@dataclass(frozen=True)
class Judged:
    """What the edge makes of a message."""

    refused: str
    """Status and reason, '' for a message that goes on."""
    instead: bytes | None
    """What the edge reads in its place."""
    microseconds: int


def judge(messages: Iterable[bytes]) -> list[Judged]:
    given = b"".join(b"%d\n%b" % (len(message), message) for message in messages)
    told = subprocess.run(
        ["lua5.1", HERE / "judge.lua", FOLDER], input=given, capture_output=True, check=False
    )
    assert told.returncode == 0, told.stderr.decode()
    judged, rest = [], told.stdout
    while rest:
        line, _, rest = rest.partition(b"\n")
        refusal, instead, spent = map(int, line.split())
        text = rest[refusal : refusal + max(instead, 0)] if instead >= 0 else None
        judged.append(Judged(rest[:refusal].decode(), text, spent))
        rest = rest[refusal + max(instead, 0) :]
    return judged


def request(*fields: str | bytes, method: str = "INVITE", body: str = SDP) -> bytes:
    lines = [
        f"{method} sip:+48221002000@192.0.2.1 SIP/2.0",
        "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-1;rport",
        "To: <sip:+48221002000@192.0.2.1>",
        "Call-ID: 1@192.0.2.9",
        f"CSeq: 1 {method}",
        "Max-Forwards: 70",
        "Contact: <sip:gw@192.0.2.9>",
        *fields,
        "Content-Type: application/sdp",
        f"Content-Length: {len(body)}",
    ]
    given = [field if isinstance(field, bytes) else field.encode() for field in fields]
    if not any(field.startswith(b"From") for field in given):
        lines.append('From: "Jan Kłos" <sip:+48600100200@192.0.2.9>;tag=1')
    return b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in [*lines, "", body])


@pytest.mark.parametrize(
    ("field", "refusal"),
    [
        (b"X-Foo: bar\rP-Asserted-Identity: <sip:+48600000001@x>", "400 Control Character"),
        (b"X-Foo: bar\nX-WCO-Tenant: evil", "400 Control Character"),
        (b"X-Foo: bar\x00", "400 Control Character"),
        (b"X-Foo: \\\rX-WCO-Tenant: evil", "400 Control Character"),
        (b'From: "\\\x07" <sip:a@b>;tag=1', "400 Control Character"),
        (b'From: "J\xf6rg" <sip:a@b>;tag=1', "400 Malformed From"),
        (b'From: "\xc0\xaf" <sip:a@b>;tag=1', "400 Malformed From"),
        (b'From: "\xed\xa0\x80" <sip:a@b>;tag=1', "400 Malformed From"),
        (b"From: <sip:a@b>;tag=1;tag", "400 Malformed From"),
        (b"From: <sip:a@b>;tag=1;y=[::1]", "400 Malformed From"),
        (b"From: <sip:a@b:65536>;tag=1", "400 Malformed From"),
        (b"From: <sip:a@b>;tag=1%%", "400 Odd Tag of From"),
        (b"From: <sip:a@[1:2::3::4]>;tag=1", "400 Malformed From"),
        (b"Contact: <sip:a@b>, <sip:c", "400 Malformed Contact"),
        (b"Content-Length: 3", "400 More Than One Content-Length"),
        (b"l: 3", "400 More Than One Content-Length"),
        (b"Route: sip:192.0.2.1;lr", "400 Malformed Route"),
        (b"NoColon", "400 Malformed Header Field"),
        (b"X Y: z", "400 Malformed Header Field"),
        (b"X-Long: " + b"x" * 17000, "513 Message Too Large"),
    ],
)
def test_what_breaks_a_message_is_told_in_the_refusal(field: bytes, refusal: str) -> None:
    (judged,) = judge([request(field)])
    assert judged.refused == refusal
    assert judged.instead is not None
    assert b"Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-1;rport\r\n" in judged.instead
    assert b"evil" not in judged.instead


@pytest.mark.parametrize(
    ("field", "line"),
    [
        (b"Date: today", None),
        (b"User-Agent: Gateway, Inc. (", None),
        (b"Subject: J\xf6rg", None),
        (b"Diversion: +48221002000", None),
        (b"P-Asserted-Identity:", b"P-Asserted-Identity: <sip:anonymous@anonymous.invalid>"),
        (b"P-Asserted-Identity: +48600", b"P-Asserted-Identity: <sip:anonymous@anonymous.invalid>"),
        (b"Privacy: id,,", b"Privacy: id"),
        (b"Privacy:", None),
        (b"Privacy: \xf6", b"Privacy: id"),
        (b"Subject :\r\n a\r\n\t b  ", b"Subject: a b"),
        (b"k:", b"k: "),
    ],
)
def test_a_field_that_calls_do_not_need_costs_no_call(field: bytes, line: bytes | None) -> None:
    (judged,) = judge([request(field)])
    lines = (judged.instead or b"").split(b"\r\n")
    name = field.partition(b":")[0].strip()
    assert judged.refused == ""
    assert [each for each in lines if each.startswith(name)] == ([line] if line else [])


def test_what_follows_the_body_is_no_part_of_the_message() -> None:
    whole = request("X-Foo: bar")
    for message in (whole, whole + b"INVITE sip:second SIP/2.0\r\n", b"\r\n\r\n" + whole):
        (judged,) = judge([message])
        assert (judged.refused, judged.instead) == ("", whole)


def test_neither_replies_nor_ack_nor_what_names_no_sender_is_answered() -> None:
    broken = [
        request(b"Route: <", method="ACK"),
        request(b"Route: <").replace(b"INVITE sip:+48221002000@192.0.2.1 SIP/2.0", b"SIP/2.0 200 OK"),
        request(b"X: \x00").replace(b"INVITE sip:+48221002000@192.0.2.1 SIP/2.0", b"SIP/2.0 200 OK"),
        request(b"Route: <").replace(b"Via: SIP/2.0/UDP", b"Via: UDP"),
        b"\x00\xff" * 200,
        b"\r\n\r\n",
    ]
    assert [judged.instead for judged in judge(broken)] == [None] * len(broken)


def test_nothing_that_goes_on_is_invalid_and_nothing_valid_is_refused() -> None:
    whole = [request(), *(case.message for case in cases(CALLER).values())]
    broken = list(islice(mutants(3261, lambda number: whole[number % len(whole)]), 6000))
    judged = judge(broken)
    on = [(one.instead, faults(one.instead)) for one in judged if not one.refused and one.instead]
    assert [one for one in on if one[1]] == []
    assert len(on) > 500
    # Our own strictness: the version in a Via, signs in a tag.
    valid = [one.refused for message, one in zip(broken, judged, strict=True) if not faults(message)]
    assert set(valid) <= {"", "400 Malformed Via", "400 Odd Tag of From"}
    assert valid.count("") > 300


def test_no_message_costs_more_than_some_milliseconds() -> None:
    pieces = [
        "(",
        "(a)",
        "\\",
        '"',
        "<",
        "<sip:a>,",
        ";a",
        " ; a = b ",
        "a;",
        "a:",
        ":",
        "1:",
        "a.",
        "a-",
        "1.",
        "0",
        " ",
    ]
    pieces += [
        "X:\r\n",
        "\r\n ",
        "X: a\r\n ",
        "Via: SIP/2.0/UDP a\r\n",
        '"a" <sip:a> , ',
        "a=b&",
        "%41",
        "ł",
        '399 a "b", ',
    ]
    heads = [
        "",
        "X: ",
        'From: "',
        "From: <sip:",
        "From: <sip:a@",
        "Contact: sip:",
        "Contact: <sip:a?",
        "Via: SIP/2.0/UDP [",
    ]
    heads += ["User-Agent: ", "Warning: ", "Accept: a/b;c=", "CSeq: ", "Date: Mon, ", "From: <sip:a>", "To: "]
    long = [request(head + piece * (16000 // len(piece))) for head in heads for piece in pieces]
    assert max(judged.microseconds for judged in judge(long)) < 50000


def test_a_body_has_no_line_that_only_some_see() -> None:
    hidden = SDP.replace("\r\nt=", "\r\ni=x\rc=IN IP4 192.0.2.66\r\rb=1\r\r\nt=", 1)
    (judged,) = judge([request(body=hidden)])
    assert judged.refused == ""
    assert judged.instead
    _, _, body = judged.instead.decode().partition("\r\n\r\n")
    assert len(body) == len(hidden)
    assert "i=x c=IN IP4 192.0.2.66  b=1 \r\nt=" in body
