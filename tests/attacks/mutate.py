"""Makes broken messages of good ones: the same ones of the same seed."""

import random
from collections.abc import Callable, Iterator

__all__ = ["mutants"]

# What parsers have stumbled over.
JUNK = [
    *(
        bytes([sign])
        for sign in b"\x00\x01\x07\x08\t\n\x0b\x0c\r\x1b\x7f\x80\x9f\xa0\xc0\xff \"'\\<>;:,=@?&%#()[]{}|/+*$~^`"
    ),
    *(
        b"\r\n",
        b"\r\n ",
        b"\n\n",
        b"\r\r",
        b"\r\n\r\n",
        b"\\\x00",
        b"%00",
        b"%zz",
        b"%",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
    ),
    *(
        b"\xc5\x82",
        b"\xef\xbb\xbf",
        b"\xc2\x85",
        b"\xf4\x90\x80\x80",
        b"\xe2\x80\xae",
        b";;",
        b",,",
        b"<<",
        b'""',
        b"= =",
    ),
    *(
        b"0",
        b"-1",
        b"4294967296",
        b"99999999999999999999",
        b"1e9",
        b"sip:",
        b"SIP/2.0",
        b"[::1]",
        b"[::",
        b"256.1.1.1",
    ),
]
FIELDS = [
    b"\rP-Asserted-Identity: <sip:+48600000001@x>",
    b"\nX-WCO-Tenant: evil",
    b"\r\nX-WCO-Tenant\x00: evil",
    b"\r\nP-Asserted-Identity:",
    b"\r\nFrom: <sip:other@x>;tag=2",
    b"\r\nt: <sip:other@x>",
    b"\r\nContent-Length: 3",
    b"\r\nl: 70000",
    b"\r\nContact: sip:a@b?x=y",
    b"\r\nRoute: <sip:1.2.3.4;lr",
    b"\r\nRecord-Route: sip:1.2.3.4",
    b"\r\nVia: SIP/2.0/UDP 1.2.3.4;branch=",
    b"\r\nReplaces: a;to-tag=;from-tag=",
    b"\r\nContent-Type: application",
    b"\r\nRequire: ,",
    b"\r\nSession-Expires: -1",
    b"\r\nDate: today",
    b"\r\nUser-Agent: (((",
    b"\r\nSubject: \xff",
    b"\r\n : nobody",
    b"\r\nNoColon",
    b"\r\nX-Long: " + b"x" * 3000,
    b"\r\nX-Folded: a\r\n b\r\n\tc",
    b"\r\nPrivacy: id\x0bnone",
]

Step = Callable[[random.Random, bytearray], None]


def _overwrite(chance: random.Random, message: bytearray) -> None:
    message[chance.randrange(len(message))] = chance.randrange(256)


def _insert(chance: random.Random, message: bytearray) -> None:
    at = chance.randrange(len(message))
    message[at:at] = chance.choice(JUNK) * chance.choice((1, 1, 1, 2, 40))


def _replace(chance: random.Random, message: bytearray) -> None:
    at = chance.randrange(len(message))
    message[at : at + chance.randrange(1, 8)] = chance.choice(JUNK)


def _delete(chance: random.Random, message: bytearray) -> None:
    at = chance.randrange(len(message))
    del message[at : at + chance.choice((1, 1, 2, 3, 8, 30))]


def _repeat(chance: random.Random, message: bytearray) -> None:
    at = chance.randrange(len(message))
    piece = message[at : at + chance.choice((1, 2, 8, 40))]
    message[at:at] = piece * chance.choice((1, 2, 30))


def _cut(chance: random.Random, message: bytearray) -> None:
    del message[chance.randrange(len(message)) :]


def _add_field(chance: random.Random, message: bytearray) -> None:
    at = message.find(b"\r\n", chance.randrange(len(message)))
    message[max(at, 0) : max(at, 0)] = chance.choice(FIELDS)


def _lines(message: bytearray) -> list[bytes]:
    return bytes(message).split(b"\r\n")


def _drop_line(chance: random.Random, message: bytearray) -> None:
    lines = _lines(message)
    del lines[chance.randrange(len(lines))]
    message[:] = b"\r\n".join(lines)


def _twice(chance: random.Random, message: bytearray) -> None:
    lines = _lines(message)
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    message[:] = b"\r\n".join(lines)


def _swap(chance: random.Random, message: bytearray) -> None:
    lines = _lines(message)
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    message[:] = b"\r\n".join(lines)


def _empty(chance: random.Random, message: bytearray) -> None:
    lines = _lines(message)
    at = chance.randrange(len(lines))
    lines[at] = lines[at].partition(b":")[0] + b":" + chance.choice((b"", b" ", *JUNK))
    message[:] = b"\r\n".join(lines)


def _change_end(chance: random.Random, message: bytearray) -> None:
    at = message.find(b"\r\n", chance.randrange(len(message)))
    if at >= 0:
        message[at : at + 2] = chance.choice((b"\r", b"\n", b"\r\n ", b"", b"\n\r", b"\r\r\n"))


STEPS: tuple[Step, ...] = (
    *(_overwrite, _insert, _insert, _replace, _delete, _repeat, _cut),
    *(_add_field, _add_field, _drop_line, _twice, _swap, _empty, _change_end),
)


def mutants(seed: int, bases: Callable[[int], bytes]) -> Iterator[bytes]:
    """Break the messages that `bases` gives for 0, 1, 2 and so on, each in one to four ways; one in twenty stays whole."""
    for number in range(2**31):
        chance = random.Random(f"{seed}/{number}")
        message = bytearray(bases(number))
        for _ in range(chance.choice((0, *(1,) * 10, *(2,) * 5, *(3,) * 3, 4))):
            if message:
                chance.choice(STEPS)(chance, message)
        yield bytes(message)
