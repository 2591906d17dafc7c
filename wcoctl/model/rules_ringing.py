"""The rule that every number which rings is one that the contract allows."""

from collections.abc import Iterator

from wcoctl.model.contract import Outgoing
from wcoctl.model.finding import Finding, Names, Place
from wcoctl.model.tenant import Tenant
from wcoctl.numbering.permission import refusal
from wcoctl.numbering.ranges import range_of

__all__ = ["check_rung_numbers", "rung_numbers"]


def check_rung_numbers(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check the numbers of users, of their forwarding and of redirect blocks against the contract."""
    for place, number in rung_numbers(tenant):
        yield from _against(tenant.contract.outgoing, place, number)


def rung_numbers(tenant: Tenant) -> Iterator[tuple[Place, str]]:
    """Yield each number that the file lets ring, with its place."""
    for name, user in tenant.users.items():
        yield ("users", name, "number"), user.number
        for when, number in user.forwarding:
            if number:
                yield ("users", name, "forwarding", when), number
    for name, block in tenant.blocks.items():
        for place, number in block.numbers():
            yield ("blocks", name, *place), number


def _against(contract: Outgoing, place: Place, number: str) -> Iterator[Finding]:
    match refusal(number, contract.countries, contract.premium):
        case "premium":
            message = f"{number} costs more than an ordinary call, which the contract does not allow"
            yield Finding(place, message, "use an ordinary phone, or set contract.outgoing.premium: true")
        case "country" if range_of(number).region.isalpha():
            region = range_of(number).region
            message = f"{number} is in {region}, a country that the contract does not allow"
            yield Finding(
                place, message, f"use another phone, or add {region} to contract.outgoing.countries"
            )
        case "country" | "wrong_number":
            message = f"{number} belongs to a satellite or another special network, not to a country"
            yield Finding(place, message, "use a mobile or landline number")
        case "":
            pass
