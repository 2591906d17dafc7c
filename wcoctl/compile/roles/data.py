"""Variables of the role on data hosts."""

from typing import Any

from wcoctl.compile.roles.base import controller_networks, networks
from wcoctl.compile.roles.given import Credentials
from wcoctl.compile.roles.hosts import addresses, hosts_in
from wcoctl.compile.roles.places import callplan_db
from wcoctl.model.site import Host, Hosts, Site

__all__ = ["postgresql"]


def postgresql(name: str, host: Host, site: Site, hosts: Hosts, credentials: Credentials) -> dict[str, Any]:
    """Return the variables of ``postgresql``."""
    certificate, key = credentials.servers[name]
    return {
        "postgresql_address": str(host.address),
        "postgresql_clients": addresses(hosts_in(hosts, "media")),
        "postgresql_ca": credentials.authority,
        "postgresql_certificate": certificate,
        "postgresql_key": key,
        "postgresql_calls_password": credentials.calls_password,
        "postgresql_live_password": credentials.live_password,
        "postgresql_portal_password": credentials.portal_password,
        "postgresql_portal_clients": addresses(hosts_in(hosts, "web")),
        "postgresql_webhooks_password": credentials.webhooks_password,
        "postgresql_agent_password": credentials.agent_password,
        "postgresql_agent_clients": networks(controller_networks(site, hosts)),
        "postgresql_callplan_db": callplan_db(),
    }
