"""Variables of the role ``base``: who a host is, and who may reach it."""

from collections.abc import Iterable
from ipaddress import IPv4Network, collapse_addresses
from typing import Any

from wcoctl.compile.roles.hosts import addresses, hosts_in
from wcoctl.compile.roles.places import (
    ASTERISK_PORT,
    HTTP_PORT,
    HTTPS_PORT,
    POSTGRESQL_PORT,
    RTP_PORTS,
    SIP_PORT,
)
from wcoctl.model.site import Host, Hosts, Site, Trunk

__all__ = ["base", "controller_networks", "media_networks", "networks"]

ANYWHERE = IPv4Network("0.0.0.0/0")


def base(name: str, host: Host, site: Site, hosts: Hosts) -> dict[str, Any]:
    """Return the variables of one host."""
    return {
        "base_hostname": name,
        "base_ssh_port": host.ssh_port,
        "base_ssh_sources": networks(site.ssh.sources),
        "base_hosts": [
            {"name": other, "address": str(peer.address)} for other, peer in sorted(hosts.hosts.items())
        ],
        "base_firewall_rules": _firewall(host, site, hosts),
        "base_security_updates": site.security_updates,
    }


def _firewall(host: Host, site: Site, hosts: Hosts) -> list[dict[str, Any]]:
    media = addresses(hosts_in(hosts, "media"))
    edges = addresses(hosts_in(hosts, "edge"))
    trunks = [str(address) for trunk in site.trunks for address in trunk.addresses]
    rules = []
    if "edge" in host.groups:
        callers = sorted({*trunks, *media, *edges})
        rules += [_rule(f"sip_{protocol}", protocol, SIP_PORT, callers) for protocol in ("udp", "tcp")]
    if "media" in host.groups:
        # Closed both ways: a node that were made to send elsewhere would open the way back.
        rules.append(_rule("asterisk", "udp", ASTERISK_PORT, edges) | {"closed": True})
        audio = networks([one for trunk in site.trunks for one in media_networks(trunk)])
        rules.append(_rule("rtp", "udp", "{}-{}".format(*RTP_PORTS), audio) | {"closed": True})
    if "data" in host.groups:
        rules.append(_rule("postgresql", "tcp", POSTGRESQL_PORT, _clients(site, hosts)))
    if "web" in host.groups:
        rules += [_rule("https", "tcp", HTTPS_PORT, []), _rule("http", "tcp", HTTP_PORT, [])]
    return rules


def _clients(site: Site, hosts: Hosts) -> list[str]:
    """Return who may reach PostgreSQL; everybody, if controllers may be anywhere."""
    known = [*hosts_in(hosts, "media").values(), *hosts_in(hosts, "web").values()]
    controllers = controller_networks(site, hosts)
    if ANYWHERE in controllers:
        return []
    return networks(sorted({*(IPv4Network(host.address) for host in known), *controllers}))


def controller_networks(site: Site, hosts: Hosts) -> list[IPv4Network]:
    """Return where the portal's agent may be, which takes from PostgreSQL what companies publish."""
    return (site.ssh.sources or [ANYWHERE]) if hosts_in(hosts, "web") else []


def media_networks(trunk: Trunk) -> list[IPv4Network]:
    """Return where a trunk's audio comes from; behind NAT that may be its SIP's address whatever it names."""
    own = [IPv4Network(address) for address in trunk.addresses]
    return [*trunk.media_networks, *own] if trunk.behind_nat else trunk.media_networks or own


def networks(networks: Iterable[IPv4Network]) -> list[str]:
    """Return networks without overlaps, which nftables would refuse; one of a single address as that."""
    return [str(one).removesuffix("/32") for one in collapse_addresses(networks)]


def _rule(name: str, protocol: str, ports: int | str, sources: list[str]) -> dict[str, Any]:
    return {"name": name, "protocol": protocol, "ports": str(ports), "sources": sources}
