"""From a site, its hosts and its credentials to the variables of each role on each host."""

from typing import Any

from wcoctl.compile.roles.base import base
from wcoctl.compile.roles.data import postgresql
from wcoctl.compile.roles.edge import kamailio
from wcoctl.compile.roles.given import Credentials, Desk, packages
from wcoctl.compile.roles.hosts import hosts_in
from wcoctl.compile.roles.media import media
from wcoctl.compile.roles.places import PLAN_GROUP, callplan_db
from wcoctl.compile.roles.upkeep import upkeep
from wcoctl.compile.roles.web import portal, portal_name
from wcoctl.model.site import Host, Hosts, Site

__all__ = ["DESK_VARIABLES", "Credentials", "Desk", "compile_roles", "hosts_in", "portal_name"]

DESK_VARIABLES = frozenset({"asterisk_packages_cache", "asterisk_repository", "portal_bundles"})
"""Paths on the controller: they do not change what is installed, so they are not part of a host's release."""


def compile_roles(
    site: Site, hosts: Hosts, credentials: Credentials, desk: Desk
) -> dict[str, dict[str, Any]]:
    """Return for each host the variables of all the roles that run on it."""
    return {
        name: _host_variables(name, host, site, hosts, credentials, desk)
        for name, host in hosts.hosts.items()
    }


def _host_variables(
    name: str, host: Host, site: Site, hosts: Hosts, credentials: Credentials, desk: Desk
) -> dict[str, Any]:
    variables = base(name, host, site, hosts)
    if "build" in host.groups:
        variables |= {"asterisk_packages_cache": packages(desk)}
    if "data" in host.groups:
        variables |= postgresql(name, host, site, hosts, credentials)
    if {"edge", "media", "data"} & set(host.groups):
        variables |= {"callplan_db": callplan_db(), "callplan_group": PLAN_GROUP}
    if "media" in host.groups:
        variables |= media(name, host, site, hosts, credentials, desk)
    if "edge" in host.groups:
        variables |= kamailio(name, host, site, hosts, credentials)
    if "web" in host.groups:
        variables |= portal(name, site, hosts, credentials, desk)
    return variables | upkeep(name, host, site)
