"""The site spec: what an operator's installation as a whole is, and its hosts."""

from ipaddress import IPv4Address
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from wcoctl.spec.base import EmailAddress, Identifier, Language, ShortText, Strict, refused
from wcoctl.spec.numbers import PhoneNumber

__all__ = [
    "Address",
    "CallLimits",
    "Host",
    "HostGroup",
    "Hosts",
    "Mail",
    "ServerCalls",
    "Site",
    "Speech",
    "Trunk",
]


def _address(value: Any) -> Any:
    try:
        address = IPv4Address(str(value))
    except ValueError as error:
        raise refused(f"`{value}` is not an IPv4 address", "write it as 192.0.2.10") from error
    if address.is_unspecified or address.is_multicast or address.is_loopback:
        raise refused(
            f"`{value}` is not the address of one host in a network", "name the address that its peers use"
        )
    return address


Address = Annotated[IPv4Address, BeforeValidator(_address)]
HostName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
Port = Annotated[int, Field(ge=1, le=65535)]
ServerHost = Annotated[
    str,
    StringConstraints(
        max_length=253, pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$"
    ),
]
Certificates = Annotated[
    str,
    StringConstraints(
        max_length=100_000,
        pattern=r"^(-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n?)*$",
    ),
]
HostGroup = Literal["edge", "media", "data", "build"]


class Trunk(Strict):
    """A SIP trunk (łącze) of the operator's network, known by its addresses."""

    name: Identifier
    """Name of the trunk."""
    addresses: Annotated[list[Address], Field(min_length=1)]
    """Addresses from which its calls come, and to which ours go."""
    port: Port = 5060
    """SIP port of these addresses."""
    probe: bool = False
    """Whether its addresses answer OPTIONS. They are then asked all the time, and passed over while they are silent."""
    priority: Annotated[int, Field(ge=1, le=50)] | None = None
    """Calls try trunks with a lower number first; without it, this is the trunk's place in the list."""
    weight: Annotated[int, Field(ge=1, le=100)] = 1
    """Share of the calls that it gets among trunks of the same priority."""
    calls_per_second: Annotated[int, Field(ge=1, le=10_000)] = 100
    """New calls in a second that are taken from one of its addresses, after `call_limits`."""
    numbers: Literal["e164", "digits", "international", "national"] = "e164"
    """How it wants numbers: +48221001000, 48221001000, 0048221001000, or 221001000 (foreign ones with 00)."""


class CallLimits(Strict):
    """New calls in a second that one address of a trunk may bring; more of them are refused, and cost nobody else a call."""

    number: Annotated[int, Field(ge=1, le=10_000)] = 40
    """To one number."""
    caller: Annotated[int, Field(ge=1, le=10_000)] = 30
    """By one caller."""
    tenant: Annotated[int, Field(ge=1, le=10_000)] = 60
    """To all numbers of one company."""


class Speech(Strict):
    """Speech synthesis for prompts."""

    non_free: bool = True
    """Whether packages of Debian's non-free section may be used; otherwise espeak-ng speaks, not RHVoice."""
    voices: dict[Language, ShortText] = Field(default={"pl": "natan", "en": "slt"})
    """RHVoice voice for each language."""


class ServerCalls(Strict):
    """Servers of companies that calls may ask (block `server`)."""

    hosts: list[ServerHost] = Field(default=[])
    """Hosts by name or IPv4 address; all their addresses have to be public ones."""
    private_hosts: list[ServerHost] = Field(default=[])
    """Hosts that may have addresses in private networks too."""
    authorities: Certificates = ""
    """Certificates (PEM) of authorities that are believed besides the public ones and the site's own."""


class Mail(Strict):
    """The operator's mail relay, which takes voice messages."""

    relay: ServerHost
    """Name or address of the relay, as its certificate names it."""
    port: Port = 587
    """Port of the relay."""
    tls: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is encrypted; a relay that does not offer it gets no mail."""
    authorities: Certificates = ""
    """Certificates (PEM) of authorities that are believed instead of the public ones."""
    sender: EmailAddress
    """Sender of all mail, an address of the operator."""
    user: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")] | None = None
    """Login at the relay; its password is `mail_password` in the site's secrets.yml."""


class Site(Strict):
    """Settings of one installation."""

    site: Identifier
    """Name of the installation."""
    trunks: Annotated[list[Trunk], Field(min_length=1)]
    """Trunks to the operator's network."""
    call_limits: CallLimits = CallLimits()
    """Limits of calls that come in."""
    speech: Speech = Speech()
    """How the texts of prompts are spoken."""
    server_calls: ServerCalls = ServerCalls()
    """Which servers of companies calls may ask."""
    mail: Mail | None = None
    """Where mail goes out; without it there is no voicemail."""
    test_number: PhoneNumber | None = None
    """A number of the operator's own that no company has; `wcoctl verify` calls it."""


class Host(Strict):
    """One Debian host."""

    address: Address
    """Where its services listen and ssh reaches it."""
    groups: Annotated[list[HostGroup], Field(min_length=1)]
    """What it runs: edge (Kamailio), media (Asterisk), data (PostgreSQL), build (Asterisk packages)."""
    ssh_user: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_-]*$")] = "root"
    """User of the ssh connection."""
    ssh_port: Port = 22
    """Port of the ssh connection."""


class Hosts(Strict):
    """The hosts of a site."""

    hosts: Annotated[dict[HostName, Host], Field(min_length=1)]
    """Each host by its name."""
