"""Variables of the role on edges."""

from typing import Any

from wcoctl.compile.roles.base import media_networks, networks
from wcoctl.compile.roles.given import Credentials
from wcoctl.compile.roles.hosts import endpoints, hosts_in
from wcoctl.compile.roles.places import ASTERISK_PORT, SIP_PORT, callplan_db
from wcoctl.model.site import Host, Hosts, Site

__all__ = ["kamailio"]

_REQUESTS_OF_A_CALL, _PACKETS_OF_A_CALL = 5, 10
"""What a trunk sends for one call: within its dialog, and in all."""


def kamailio(name: str, host: Host, site: Site, hosts: Hosts, credentials: Credentials) -> dict[str, Any]:
    """Return the variables of ``kamailio``."""
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
                "media_networks": networks(media_networks(trunk)),
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
        "kamailio_media": endpoints(hosts_in(hosts, "media"), ASTERISK_PORT),
        "kamailio_callplan_db": callplan_db(),
    }
