"""The site spec: what an operator's installation as a whole is, and its hosts."""

from typing import Annotated, Literal

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from pydantic import AfterValidator, Field, StringConstraints

from wcoctl.model.addresses import Address, HostName, Network, Server
from wcoctl.model.base import EmailAddress, Identifier, Language, ShortText, Strict, refused
from wcoctl.model.numbers import PhoneNumber
from wcoctl.model.sms import Sms

__all__ = [
    "CallLimits",
    "Host",
    "HostGroup",
    "Hosts",
    "Mail",
    "Numbering",
    "Portal",
    "ServerCalls",
    "Site",
    "Speech",
    "Ssh",
    "Trunk",
]


Label = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Certificates = Annotated[
    str,
    StringConstraints(
        max_length=100_000,
        pattern=r"^(-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n?)*$",
    ),
]
HostGroup = Literal["edge", "media", "data", "build", "web"]


def _calling_code(value: str) -> str:
    if int(value) not in COUNTRY_CODE_TO_REGION_CODE:
        raise refused(f"`{value}` is not a country calling code", "write it as 48")
    return value


class Numbering(Strict):
    """How numbers of a country are written without their plus."""

    country_code: Annotated[
        str, StringConstraints(pattern=r"^[1-9][0-9]{0,2}$"), AfterValidator(_calling_code)
    ]
    """Its calling code, such as "48"."""
    national_digits: Annotated[int, Field(ge=5, le=12)] | None = None
    """Length of its national numbers, if all have the same."""
    national_prefix: Annotated[str, StringConstraints(pattern=r"^[0-9]{0,3}$")] = ""
    """Digits that stand before a national number, such as "0"."""
    international_prefix: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,5}$")] = "00"
    """Digits that stand before a number of another country."""


class Trunk(Strict):
    """A SIP trunk (łącze) of the operator's network, known by its addresses."""

    name: Identifier
    """Name of the trunk."""
    addresses: Annotated[list[Address], Field(min_length=1)]
    """Addresses from which its calls come, and to which ours go."""
    port: Port = 5060
    """SIP port of these addresses."""
    identity: Literal["asserted", "from", "none"] = "asserted"
    """What identifies its callers: P-Asserted-Identity (`asserted`), that or else From (`from`), or nothing (`none`)."""
    probe: bool = False
    """Whether its addresses answer OPTIONS. They are then asked all the time, and passed over while they are silent."""
    priority: Annotated[int, Field(ge=1, le=50)] | None = None
    """Calls try trunks with a lower number first; without it, this is the trunk's place in the list."""
    weight: Annotated[int, Field(ge=1, le=100)] = 1
    """Share of the calls that it gets among trunks of the same priority."""
    calls_per_second: Annotated[int, Field(ge=1, le=10_000)] = 100
    """New calls in a second that are taken from one of its addresses, after `call_limits`."""
    numbers: Literal["e164", "digits", "international", "national", "national_prefix"] = "e164"
    """How it wants numbers: +48221001000, 48221001000, 0048221001000, 221001000 or 0221001000 (foreign ones as 0049...)."""
    numbering: Numbering = Numbering(country_code="48", national_digits=9, national_prefix="0")
    """The country whose national numbers it writes and wants; Poland's, if omitted."""
    prack: bool = False
    """Whether provisional answers in its calls may be reliable (100rel); else we neither offer nor take that."""
    media_networks: list[Network] = Field(default=[])
    """Networks and addresses that its audio comes from and goes to; without any, its own addresses."""
    behind_nat: bool = False
    """Whether its SDP names addresses behind NAT: audio then comes from its SIP's address, and goes where it comes from."""


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
    """Servers of companies that calls may ask (block `webhook`)."""

    hosts: list[Server] = Field(default=[])
    """Hosts by name or IPv4 address; all their addresses have to be public ones."""
    private_hosts: list[Server] = Field(default=[])
    """Hosts that may have addresses in private networks too."""
    authorities: Certificates = ""
    """Certificates (PEM) of authorities that are believed besides the public ones and the site's own."""


class Mail(Strict):
    """The operator's mail relay, which takes voice messages."""

    relay: HostName
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


class Portal(Strict):
    """The companies' portal, on the hosts of the group `web`."""

    name: Server | None = None
    """Name or address that browsers use; without one, the address of the only host that has it."""
    certificate: Certificates = ""
    """Its certificate (PEM) and those of the authorities between, of your own; its key is `portal_certificate_key` in the site's
    secrets.yml. Without one, the site's own authority signs one."""
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+]{0,60}$")] | None = None
    """An earlier version to go back to, that its hosts still have (in /opt/wco/portal); without one, that of this checkout."""


class Ssh(Strict):
    """SSH to the hosts, by keys only."""

    sources: list[Network] = Field(default=[])
    """Networks and addresses that it is open to, the controller's too; without any, to all."""


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
    sms: Sms | None = None
    """The SMS gateway that takes one-time passwords of the portal (`--send sms`)."""
    security_updates: Literal["automatic", "manual"] = "manual"
    """Whether the hosts install Debian's security updates by themselves, but for Asterisk, Kamailio and PostgreSQL, whose
    restart is the operator's."""
    portal: Portal = Portal()
    """The companies' portal, where there are hosts in the group `web`."""
    ssh: Ssh = Ssh()
    """Who may try to come in by SSH."""
    test_number: PhoneNumber | None = None
    """A number of the operator's own that no company has; `wcoctl verify` calls it."""


class Host(Strict):
    """One Debian host."""

    address: Address
    """Where its services listen and ssh reaches it."""
    groups: Annotated[list[HostGroup], Field(min_length=1)]
    """What it runs: edge (Kamailio), media (Asterisk), data (PostgreSQL), build (Asterisk packages), web (the portal)."""
    ssh_user: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_-]*$")] = "root"
    """User of the ssh connection."""
    ssh_port: Port = 22
    """Port of the ssh connection."""


class Hosts(Strict):
    """The hosts of a site."""

    hosts: Annotated[dict[Label, Host], Field(min_length=1)]
    """Each host by its name."""
