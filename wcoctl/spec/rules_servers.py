"""Rules about companies' servers: their addresses, and the variables that they tell."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from wcoctl.spec.blocks import Condition, Server
from wcoctl.spec.finding import Finding, Names, Place, suggest
from wcoctl.spec.tenant import Tenant

__all__ = ["check_servers", "server_hosts"]

LAST_PORT = 65535


def server_hosts(tenant: Tenant) -> Mapping[str, Place]:
    """Return the hosts of the tenant's servers, each with the place that names it first."""
    hosts: dict[str, Place] = {}
    for name, block in tenant.blocks.items():
        if isinstance(block, Server):
            hosts.setdefault(urlsplit(block.url).hostname or "", ("blocks", name, "url"))
    return hosts


def check_servers(tenant: Tenant, names: Names) -> Iterator[Finding]:
    """Check that ports exist, and that each variable of a rule is told by some server and has a value to compare."""
    told: set[str] = set()
    for name, block in tenant.blocks.items():
        if isinstance(block, Server):
            told |= set(block.variables)
            authority = block.url.split("/")[2]
            if int(authority.partition(":")[2] or 1) not in range(1, LAST_PORT + 1):
                yield Finding(("blocks", name, "url"), "has no such port", f"use 1 to {LAST_PORT}")
    whole = set(names["blocks"]) == tenant.blocks.keys()
    for name, block in tenant.blocks.items():
        if isinstance(block, Condition):
            yield from _variables(("blocks", name, "rules"), block, told, whole)


def _variables(place: Place, block: Condition, told: set[str], whole: bool) -> Iterator[Finding]:
    for position, rule in enumerate(block.rules):
        if (rule.variable is None) is not (rule.equals is None):
            missing, present = ("equals", "variable") if rule.variable else ("variable", "equals")
            hint = f"name both, or delete `{present}`"
            yield Finding((*place, position), f"has `{present}` without `{missing}`", hint)
        if whole and rule.variable is not None and rule.variable not in told:
            hint = suggest(rule.variable, sorted(told), "`variables` of a block of the type server")
            message = f"no server tells the variable `{rule.variable}`"
            yield Finding((*place, position, "variable"), message, hint)
