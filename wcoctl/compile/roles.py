"""From a site, its hosts and its credentials to the variables of each role on each host."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, collapse_addresses
from pathlib import Path
from typing import Any

from wcoctl.spec.site import Host, HostGroup, Hosts, Site, Trunk

__all__ = ["DESK_VARIABLES", "Credentials", "Desk", "compile_roles", "hosts_in"]

SIP_PORT = 5060
ASTERISK_PORT = 5080
POSTGRESQL_PORT = 5432
POSTGRESQL_VERSION = 17
RTP_PORTS = (10000, 19999)

CALLPLAN_DIRECTORY = "/var/lib/wco/callplan"
PROMPTS_DIRECTORY = "/var/lib/wco/prompts"
RECORDED_DIRECTORY = "/var/lib/wco/recorded"
SPOOL_DIRECTORY = "/var/spool/wco/calls"
MEMORY_DIRECTORY = "/run/wco/calls"
VOICEMAIL_DIRECTORY = "/var/spool/wco/voicemail"
LIVE_DIRECTORY = "/var/lib/wco/live"
PLAN_GROUP = "wco_plan"
COUNTRY_CODE = "48"
_REQUESTS_OF_A_CALL, _PACKETS_OF_A_CALL = 5, 10
"""What a trunk sends for one call: within its dialog, and in all."""

DESK_VARIABLES = frozenset({"asterisk_packages_cache", "asterisk_repository"})
"""Paths on the controller: they do not change what is installed, so they are no part of a host's release."""

Variables = dict[str, Any]


@dataclass(frozen=True, repr=False)
class Credentials:
    """The secrets that roles put on hosts; never printed."""

    authority: str
    """The site's certificate authority, as PEM text."""
    servers: Mapping[str, tuple[str, str]]
    """Certificate and private key of each data host, as PEM texts."""
    calls_password: str
    """Password of the database user who writes call records."""
    live_password: str
    """Password of the database user who exchanges switches."""
    server_calls_key: str
    """Master key of the signatures on requests to companies' servers, hexadecimal."""
    dialog_key: str
    """Key of the signatures by which edges know the dialogs of this site, hexadecimal."""
    mail_password: str = ""
    """Password of the login at the mail relay, where there is one."""


@dataclass(frozen=True)
class Desk:
    """What the roles use of the controller."""

    cache: Path
    """Directory for what is built once and kept, such as the Asterisk packages."""


def hosts_in(hosts: Hosts, group: HostGroup) -> dict[str, Host]:
    """Return the hosts of a group in the order of their names, the same for every reader."""
    return {name: host for name, host in sorted(hosts.hosts.items()) if group in host.groups}


def compile_roles(site: Site, hosts: Hosts, credentials: Credentials, desk: Desk) -> dict[str, Variables]:
    """Return for each host the variables of all the roles that run on it."""
    return {
        name: _host_variables(name, host, site, hosts, credentials, desk)
        for name, host in hosts.hosts.items()
    }


def _host_variables(
    name: str, host: Host, site: Site, hosts: Hosts, credentials: Credentials, desk: Desk
) -> Variables:
    variables = _base(name, host, site, hosts)
    if "build" in host.groups:
        variables |= {"asterisk_packages_cache": _packages(desk)}
    if "data" in host.groups:
        variables |= _postgresql(name, host, hosts, credentials)
    if {"edge", "media", "data"} & set(host.groups):
        variables |= {"callplan_directory": CALLPLAN_DIRECTORY, "callplan_group": PLAN_GROUP}
    if "media" in host.groups:
        variables |= (
            _voice_prompts(site)
            | _asterisk(name, host, hosts, desk)
            | _call_records(name, hosts, credentials)
            | _live(name, hosts, credentials)
            | _server_calls(site, credentials)
            | _speech(site)
            | _voicemail(site, credentials)
        )
    if "edge" in host.groups:
        variables |= _kamailio(name, host, site, hosts, credentials)
    return variables | _upkeep(name, host, site)


def _base(name: str, host: Host, site: Site, hosts: Hosts) -> Variables:
    return {
        "base_hostname": name,
        "base_ssh_port": host.ssh_port,
        "base_ssh_sources": _networks(site.ssh.sources),
        "base_hosts": [
            {"name": other, "address": str(peer.address)} for other, peer in sorted(hosts.hosts.items())
        ],
        "base_firewall_rules": _firewall(host, site, hosts),
        "base_security_updates": site.security_updates,
    }


def _firewall(host: Host, site: Site, hosts: Hosts) -> list[Variables]:
    media = _addresses(hosts_in(hosts, "media"))
    edges = _addresses(hosts_in(hosts, "edge"))
    trunks = [str(address) for trunk in site.trunks for address in trunk.addresses]
    rules = []
    if "edge" in host.groups:
        callers = sorted({*trunks, *media, *edges})
        rules += [_rule(f"sip_{protocol}", protocol, SIP_PORT, callers) for protocol in ("udp", "tcp")]
    if "media" in host.groups:
        # Closed both ways: a node that were made to send elsewhere would open the way back.
        rules.append(_rule("asterisk", "udp", ASTERISK_PORT, edges) | {"closed": True})
        networks = _networks([one for trunk in site.trunks for one in _media_networks(trunk)])
        rules.append(_rule("rtp", "udp", "{}-{}".format(*RTP_PORTS), networks) | {"closed": True})
    if "data" in host.groups:
        rules.append(_rule("postgresql", "tcp", POSTGRESQL_PORT, media))
    return rules


def _media_networks(trunk: Trunk) -> list[IPv4Network]:
    """Return where a trunk's audio comes from; behind NAT that may be its SIP's address whatever it names."""
    own = [IPv4Network(address) for address in trunk.addresses]
    return [*trunk.media_networks, *own] if trunk.behind_nat else trunk.media_networks or own


def _networks(networks: Iterable[IPv4Network]) -> list[str]:
    """Return networks without overlaps, which nftables would refuse; one of a single address as that."""
    return [str(one).removesuffix("/32") for one in collapse_addresses(networks)]


def _rule(name: str, protocol: str, ports: int | str, sources: list[str]) -> Variables:
    return {"name": name, "protocol": protocol, "ports": str(ports), "sources": sources}


def _postgresql(name: str, host: Host, hosts: Hosts, credentials: Credentials) -> Variables:
    certificate, key = credentials.servers[name]
    return {
        "postgresql_address": str(host.address),
        "postgresql_clients": _addresses(hosts_in(hosts, "media")),
        "postgresql_ca": credentials.authority,
        "postgresql_certificate": certificate,
        "postgresql_key": key,
        "postgresql_calls_password": credentials.calls_password,
        "postgresql_live_password": credentials.live_password,
        "postgresql_callplan_db": f"{CALLPLAN_DIRECTORY}/callplan.db",
    }


def _asterisk(name: str, host: Host, hosts: Hosts, desk: Desk) -> Variables:
    return {
        "asterisk_address": str(host.address),
        "asterisk_sip_port": ASTERISK_PORT,
        "asterisk_rtp_start": RTP_PORTS[0],
        "asterisk_rtp_end": RTP_PORTS[1],
        "asterisk_node": name,
        "asterisk_edges": _endpoints(hosts_in(hosts, "edge"), SIP_PORT),
        "asterisk_repository": _packages(desk),
        "asterisk_callplan_db": f"{CALLPLAN_DIRECTORY}/callplan.db",
        "asterisk_spool_db": f"{SPOOL_DIRECTORY}/calls.db",
        "asterisk_voicemail_db": f"{VOICEMAIL_DIRECTORY}/voicemail.db",
        "asterisk_live_db": f"{LIVE_DIRECTORY}/live.db",
        "asterisk_prompts_directory": PROMPTS_DIRECTORY,
        "asterisk_recorded_directory": RECORDED_DIRECTORY,
    }


def _call_records(name: str, hosts: Hosts, credentials: Credentials) -> Variables:
    return {
        "call_records_spool_directory": SPOOL_DIRECTORY,
        "call_records_servers": _addresses(hosts_in(hosts, "data")),
        "call_records_password": credentials.calls_password,
        "call_records_ca": credentials.authority,
        "call_records_node": name,
    }


def _live(name: str, hosts: Hosts, credentials: Credentials) -> Variables:
    return {
        "live_servers": _addresses(hosts_in(hosts, "data")),
        "live_password": credentials.live_password,
        "live_ca": credentials.authority,
        "live_node": name,
        "live_callplan_db": f"{CALLPLAN_DIRECTORY}/callplan.db",
        "live_db": f"{LIVE_DIRECTORY}/live.db",
        "live_recorded_directory": RECORDED_DIRECTORY,
    }


def _server_calls(site: Site, credentials: Credentials) -> Variables:
    return {
        "server_calls_key": credentials.server_calls_key,
        "server_calls_hosts": list(site.server_calls.hosts),
        "server_calls_private_hosts": list(site.server_calls.private_hosts),
        "server_calls_ca": credentials.authority + site.server_calls.authorities,
    }


def _speech(site: Site) -> Variables:
    return {
        "speech_engine": _engine(site),
        "speech_voices": dict(site.speech.voices),
        "speech_callplan_db": f"{CALLPLAN_DIRECTORY}/callplan.db",
        "speech_group": PLAN_GROUP,
        "speech_country_code": COUNTRY_CODE,
    }


def _engine(site: Site) -> str:
    return "rhvoice" if site.speech.non_free else "espeak_ng"


def _voicemail(site: Site, credentials: Credentials) -> Variables:
    variables: Variables = {
        "voicemail_spool_directory": VOICEMAIL_DIRECTORY,
        "voicemail_callplan_db": f"{CALLPLAN_DIRECTORY}/callplan.db",
    }
    if site.mail:
        variables |= {
            "voicemail_relay": site.mail.relay,
            "voicemail_relay_port": site.mail.port,
            "voicemail_relay_tls": site.mail.tls,
            "voicemail_relay_user": site.mail.user or "",
            "voicemail_relay_password": credentials.mail_password,
            "voicemail_relay_ca": site.mail.authorities,
            "voicemail_sender": site.mail.sender,
        }
    return variables


_UNITS = ("logrotate.timer", "wco-space.timer")
_MEDIA_UNITS = (
    "asterisk.service",
    "run-wco-calls.mount",
    "wco-call-records.service",
    "wco-live.service",
    "wco-prompts.timer",
    "wco-server-calls.service",
    "wco-speech.service",
)


def _upkeep(name: str, host: Host, site: Site) -> Variables:
    variables: Variables = {"upkeep_node": name, "upkeep_services": _services(host, site)}
    databases = []
    if {"edge", "media"} & set(host.groups):
        plan = f"{CALLPLAN_DIRECTORY}/callplan.db"
        databases.append({"path": plan, "schema": "callplan", "group": PLAN_GROUP, "mode": "0640"})
        variables |= {"upkeep_callplan_db": plan}
    if "media" in host.groups:
        databases += [
            {"path": path, "schema": schema, "group": group, "mode": "0660"}
            for path, schema, group in (
                (f"{SPOOL_DIRECTORY}/calls.db", "call_spool", "wco_calls"),
                (f"{MEMORY_DIRECTORY}/calls.db", "call_spool", "wco_calls"),
                (f"{VOICEMAIL_DIRECTORY}/voicemail.db", "voicemail_spool", "wco_voicemail"),
                (f"{LIVE_DIRECTORY}/live.db", "live", "wco_live"),
            )
        ]
        variables |= {
            "upkeep_prompts_directory": PROMPTS_DIRECTORY,
            "upkeep_spool_db": f"{SPOOL_DIRECTORY}/calls.db",
        }
    return variables | {"upkeep_databases": databases}


def _services(host: Host, site: Site) -> list[str]:
    """Return the units that run on a host: on each, and for its groups."""
    mail = ["wco-voicemail.service"] if site.mail else []
    by_group = {
        "edge": ["kamailio.service"],
        "media": [*_MEDIA_UNITS, *mail],
        "data": [f"postgresql@{POSTGRESQL_VERSION}-main.service", "wco-purge.timer"],
    }
    return [*_UNITS, *(unit for group in host.groups for unit in by_group.get(group, []))]


def _voice_prompts(site: Site) -> Variables:
    return {
        "voice_prompts_engine": _engine(site),
        "voice_prompts_voices": dict(site.speech.voices),
        "voice_prompts_directory": PROMPTS_DIRECTORY,
        "voice_prompts_callplan_db": f"{CALLPLAN_DIRECTORY}/callplan.db",
        "voice_prompts_recorded_directory": RECORDED_DIRECTORY,
        "voice_prompts_languages": sorted(site.speech.voices, reverse=True),
    }


def _kamailio(name: str, host: Host, site: Site, hosts: Hosts, credentials: Credentials) -> Variables:
    calls = max(100, *(trunk.calls_per_second for trunk in site.trunks))
    return {
        "kamailio_address": str(host.address),
        "kamailio_port": SIP_PORT,
        "kamailio_node": name,
        "kamailio_trunks": [
            {
                "name": trunk.name,
                "addresses": [str(address) for address in trunk.addresses],
                "port": trunk.port,
                "identity": trunk.identity,
                "probe": trunk.probe,
                "priority": trunk.priority or position,
                "weight": trunk.weight,
                "calls_per_second": trunk.calls_per_second,
                "numbers": trunk.numbers,
                "prack": trunk.prack,
                "country_code": trunk.numbering.country_code,
                "national_digits": trunk.numbering.national_digits or 0,
                "national_prefix": trunk.numbering.national_prefix,
                "international_prefix": trunk.numbering.international_prefix,
                "media_networks": _networks(_media_networks(trunk)),
                "behind_nat": trunk.behind_nat,
            }
            for position, trunk in enumerate(site.trunks, 1)
        ],
        "kamailio_dialog_key": credentials.dialog_key,
        "kamailio_calls_per_number": site.call_limits.number,
        "kamailio_calls_per_caller": site.call_limits.caller,
        "kamailio_calls_per_tenant": site.call_limits.tenant,
        "kamailio_requests_per_second": _REQUESTS_OF_A_CALL * calls,
        "kamailio_packets_per_second": _PACKETS_OF_A_CALL * calls,
        "kamailio_media": _endpoints(hosts_in(hosts, "media"), ASTERISK_PORT),
        "kamailio_callplan_db": f"{CALLPLAN_DIRECTORY}/callplan.db",
    }


def _endpoints(hosts: Mapping[str, Host], port: int) -> list[Variables]:
    return [{"name": name, "address": str(host.address), "port": port} for name, host in hosts.items()]


def _addresses(hosts: Mapping[str, Host]) -> list[str]:
    return [str(host.address) for host in hosts.values()]


def _packages(desk: Desk) -> str:
    return str(desk.cache / "asterisk")
