"""The site spec: what an operator's installation as a whole is, and its hosts."""

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from wcoctl.spec.base import Identifier, Language, Strict

__all__ = ["Host", "HostGroup", "Hosts", "Site", "Trunk"]

Address = Annotated[IPv4Address, BeforeValidator(lambda text: IPv4Address(text) if isinstance(text, str) else text)]
Network = Annotated[IPv4Network, BeforeValidator(lambda text: IPv4Network(text) if isinstance(text, str) else text)]
Port = Annotated[int, Field(ge=1, le=65535)]
HostGroup = Literal["edge", "media", "data", "build"]


class Trunk(Strict):
    """A SIP trunk (łącze) of the operator's network, known by its addresses."""

    name: Identifier
    addresses: Annotated[list[Address], Field(min_length=1)]
    port: Port = 5060


class Speech(Strict):
    """Speech synthesis for prompts."""

    non_free: bool = True
    """Whether packages of Debian's non-free section may be installed; without them espeak-ng speaks instead of RHVoice."""
    voices: dict[Language, str] = {"pl": "natan", "en": "slt"}
    """RHVoice voice for each language."""


class Site(Strict):
    """Settings of one installation."""

    site: Identifier
    trunks: Annotated[list[Trunk], Field(min_length=1)]
    speech: Speech = Speech()


class Host(Strict):
    """One Debian host."""

    address: Address
    """Where its services listen and ssh reaches it."""
    groups: Annotated[list[HostGroup], Field(min_length=1)]
    ssh_user: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_-]*$")] = "root"
    ssh_port: Port = 22


class Hosts(Strict):
    """The hosts of a site."""

    hosts: Annotated[dict[Identifier, Host], Field(min_length=1)]
