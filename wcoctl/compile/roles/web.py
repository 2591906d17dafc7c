"""Variables of the role on web hosts."""

from typing import Any

from wcoctl.compile.roles.given import Credentials, Desk
from wcoctl.compile.roles.hosts import addresses, hosts_in
from wcoctl.model.site import Hosts, Site

__all__ = ["portal", "portal_name"]


def portal(name: str, site: Site, hosts: Hosts, credentials: Credentials, desk: Desk) -> dict[str, Any]:
    """Return the variables of ``portal`` on one host."""
    own = site.portal.certificate
    certificate, key = (own, credentials.portal_certificate_key) if own else credentials.web[name]
    return {
        "portal_name": portal_name(site, hosts),
        "portal_version": site.portal.version or desk.portal_version,
        "portal_bundles": str(desk.cache / "portal"),
        "portal_servers": addresses(hosts_in(hosts, "data")),
        "portal_password": credentials.portal_password,
        "portal_webhooks_password": credentials.webhooks_password,
        "portal_site": sorted(addresses(hosts.hosts)),
        "portal_ca": credentials.authority,
        "portal_key": credentials.portal_key,
        "portal_certificate": certificate,
        "portal_certificate_key": key,
    }


def portal_name(site: Site, hosts: Hosts) -> str:
    """Return what browsers call the portal; empty for a site without one."""
    web = hosts_in(hosts, "web")
    return site.portal.name or next(iter(addresses(web))) if web else ""
