"""The messages of torture.yml as they are sent."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

__all__ = ["SDP", "Case", "cases"]

SDP = "\r\n".join(
    [
        "v=0",
        "o=ola 29739 7272939 IN IP4 192.0.2.3",
        "s=-",
        "c=IN IP4 192.0.2.4",
        "t=0 0",
        "m=audio 49217 RTP/AVP 0 12",
        "m=video 3227 RTP/AVP 31",
        "a=rtpmap:31 LPC",
        "",
    ]
)


@dataclass(frozen=True)
class Case:
    """A message and the statuses with which an edge may answer it."""

    name: str
    answers: frozenset[int]
    """0 among them: it may be thrown away."""
    message: bytes


@cache
def cases() -> dict[str, Case]:
    """Return all messages by name."""
    listed = yaml.safe_load((Path(__file__).parent / "torture.yml").read_text(encoding="utf-8"))
    return {
        case["name"]: Case(case["name"], frozenset(case["answers"]), _message(case["message"]))
        for case in listed
    }


def _message(text: str) -> bytes:
    if "\n\n" not in text:
        text += "\n"
    text = text.replace("{length}", str(len(SDP))).replace("\n", "\r\n").replace("{sdp}\r\n", SDP)
    text = re.sub(r"<repeat n=(\d+)>(.*?)</repeat>", lambda found: found[2] * int(found[1]), text)
    return re.sub(rb"<hex>([0-9a-f]+)</hex>", lambda found: bytes.fromhex(found[1].decode()), text.encode())
