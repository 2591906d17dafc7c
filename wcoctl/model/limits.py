"""What a contract says that never has an effect: reported, and accepted."""

from collections.abc import Iterator

from wcoctl.model.contract import CompanyLimits, Contract, Outgoing
from wcoctl.model.finding import Finding, Place
from wcoctl.model.tenant import Tenant

__all__ = ["limit_notes"]

_Limit = tuple[str, int]
"""Where a limit stands, and how high it is."""


def limit_notes(tenant: Tenant) -> Iterator[Finding]:
    """Yield each limit in the file that another one keeps from ever being reached.

    Only what is written there: a default gives way to a limit without anybody having meant both.
    """
    contract = tenant.contract
    user, company = contract.outgoing, contract.outgoing.company
    day, concurrent, channels = (
        ("contract.outgoing.company.calls_per_day", company.calls_per_day),
        ("contract.outgoing.company.concurrent", company.concurrent),
        ("contract.channels", contract.channels),
    )
    minute = ("contract.outgoing.company.calls_per_minute", company.calls_per_minute)
    own_day = ("contract.outgoing.calls_per_day", user.calls_per_day)
    place: Place = ("contract", "outgoing")
    yield from _unreached(user, place, "calls_per_minute", minute, own_day)
    yield from _unreached(user, place, "calls_per_day", day)
    yield from _unreached(user, place, "concurrent", concurrent, channels)
    yield from _unreached(company, (*place, "company"), "calls_per_minute", day)
    yield from _unreached(company, (*place, "company"), "concurrent", channels)
    yield from _minute_bundles(contract)


def _unreached(
    limits: Outgoing | CompanyLimits, place: Place, name: str, *others: _Limit
) -> Iterator[Finding]:
    value = getattr(limits, name)
    other, lowest = min(others, key=lambda limit: limit[1])
    if name in limits.model_fields_set and value > lowest:
        message = f"{value} is never reached, since `{other}` is {lowest}"
        yield Finding((*place, name), message, "lower it, or raise the other")


def _minute_bundles(contract: Contract) -> Iterator[Finding]:
    if contract.minute_bundles.redirect_used_up == "refuse" and not contract.minute_bundles.redirect_minutes:
        hint = "add `redirect_minutes`, or delete it"
        message = "has no effect without `redirect_minutes`"
        yield Finding(("contract", "minute_bundles", "redirect_used_up"), message, hint)
