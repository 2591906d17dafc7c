"""The messages of torture.yml as they are sent."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

__all__ = ["Case", "cases", "sdp"]


def sdp(address: str) -> str:
    """Return the SDP of the messages; audio is for this address, since an edge refuses others before anything else."""
    lines = [
        *("v=0", f"o=ola 29739 7272939 IN IP4 {address}", "s=-", f"c=IN IP4 {address}", "t=0 0"),
        *("m=audio 49217 RTP/AVP 0 12", "m=video 3227 RTP/AVP 31", "a=rtpmap:31 LPC"),
    ]
    return "".join(f"{line}\r\n" for line in lines)


@dataclass(frozen=True)
class Case:
    """A message and the statuses with which an edge may answer it."""

    name: str
    answers: frozenset[int]
    """0 among them: it may be thrown away."""
    message: bytes


@cache
def cases(address: str) -> dict[str, Case]:
    """Return all messages by name, as somebody at this address sends them."""
    listed = yaml.safe_load((Path(__file__).parent / "torture.yml").read_text(encoding="utf-8"))
    return {
        case["name"]: Case(case["name"], frozenset(case["answers"]), _message(case["message"], sdp(address)))
        for case in listed
    }


def _message(text: str, body: str) -> bytes:
    if "\n\n" not in text:
        text += "\n"
    text = text.replace("{length}", str(len(body))).replace("\n", "\r\n").replace("{sdp}\r\n", body)
    text = re.sub(r"<repeat n=(\d+)>(.*?)</repeat>", lambda found: found[2] * int(found[1]), text)
    return re.sub(rb"<hex>([0-9a-f]+)</hex>", lambda found: bytes.fromhex(found[1].decode()), text.encode())
