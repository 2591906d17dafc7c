"""Random small tenants and calls for the comparison of the two engines. The same seed gives the same pairs."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.parity.calls import random_call
from tests.parity.tenants import random_spec
from wcoctl.model.rules import check_tenant, names_of
from wcoctl.model.tenant import Tenant
from wcoctl.simulate import Call

__all__ = ["Pair", "pairs"]


@dataclass(frozen=True)
class Pair:
    """One tenant and one call to it."""

    tenant: Tenant
    call: Call


def pairs(seed: int, count: int) -> Iterator[Pair]:
    """Yield up to ``count`` valid tenants that differ in name and numbers, each with a call."""
    for index in range(count):
        random = Random(seed * 10_000 + index)
        spec = random_spec(random, index)
        tenant = Tenant.model_validate(spec)
        if not list(check_tenant(tenant, names_of(tenant))):
            yield Pair(tenant, random_call(random, spec))
