"""Rules about what users may do with numbers, and what the contract says about countries and zones."""

from collections import Counter
from collections.abc import Iterator

import phonenumbers

from wcoctl.model.finding import Finding, Names
from wcoctl.model.numbers import is_landline
from wcoctl.model.tenant import Tenant
from wcoctl.numbering.dialled import HOME_CODE

__all__ = ["check_contract", "check_forwarding", "check_presentation"]


def check_presentation(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that users present main numbers of the company only."""
    main = tenant.main_numbers.all()
    for name, user in tenant.users.items():
        if user.presents and user.presents.number and user.presents.number not in main:
            message = f"{user.presents.number} is not a main number of this tenant"
            yield Finding(("users", name, "presents", "number"), message, "use a number from `main_numbers`")


def check_forwarding(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that calls to a user go on to another phone."""
    main = tenant.main_numbers.all()
    for name, user in tenant.users.items():
        for when in type(user.forwarding).model_fields:
            number = getattr(user.forwarding, when)
            place = ("users", name, "forwarding", when)
            if number in main:
                message = f"{number} is a main number of this switchboard"
                yield Finding(place, message, "use a phone; exits of blocks can lead to blocks")
            elif number == user.number:
                message = f"{number} is the user's own number"
                yield Finding(place, message, "use another phone, or delete the key")


def check_contract(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that countries exist, and that landline main numbers belong to the zone of the service."""
    countries = tenant.contract.outgoing.countries
    for position, country in enumerate(countries):
        place = ("contract", "outgoing", "countries", position)
        if country not in phonenumbers.SUPPORTED_REGIONS:
            yield Finding(place, f"unknown country `{country}`", "use an ISO 3166 code, such as PL or DE")
        elif Counter(countries[:position])[country] == 1:
            yield Finding(place, f"duplicate country `{country}`", "keep one of them")
    zone = tenant.contract.service_zone
    for place_, number in tenant.main_numbers.placed() if zone else ():
        if is_landline(number) and not number.startswith(f"{HOME_CODE}{zone}"):
            hint = "use a number of this zone, or fix contract.service_zone"
            yield Finding(place_, f"{number} is outside the service zone {zone}", hint)
