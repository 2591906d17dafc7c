"""Rules about what comes before the first block: the blocklist, and announcements for a time."""

from collections.abc import Iterable, Iterator

from wcoctl.model.finding import Finding, Names, Place
from wcoctl.model.tenant import OccasionalAnnouncement, Tenant

__all__ = ["check_entrance"]


def check_entrance(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that each rule of the blocklist is about somebody, that each announcement has a time, and both have calls."""
    dialled = tenant.main_numbers.all()
    dialled |= {user.number for user in tenant.users.values() if user.direct_calls}
    for position, rule in enumerate(tenant.blocklist):
        place: Place = ("blocklist", position)
        if rule.callers is None and not rule.anonymous:
            hint = "set `callers` to a list, or set `anonymous: true`"
            yield Finding(place, "matches nobody", hint)
        yield from _never_dialled(rule.dialled or (), (*place, "dialled"), dialled)
    for name, announcement in tenant.occasional_announcements.items():
        place = ("occasional_announcements", name)
        yield from _time(announcement, place)
        yield from _never_dialled(announcement.dialled or (), (*place, "dialled"), dialled)


def _never_dialled(numbers: Iterable[str], place: Place, dialled: set[str]) -> Iterator[Finding]:
    for position, number in enumerate(numbers):
        if number not in dialled:
            message = f"{number} is neither a main number nor a number with direct calls of this tenant"
            yield Finding((*place, position), message, "use a number from `main_numbers`")


def _time(announcement: OccasionalAnnouncement, place: Place) -> Iterator[Finding]:
    first, last = announcement.first, announcement.last
    if last < first:
        message = f"ends at {last:%Y-%m-%d %H:%M}, before it begins at {first:%Y-%m-%d %H:%M}"
        yield Finding((*place, "last"), message, "swap the two")
    elif last == first:
        message = f"ends when it begins, at {last:%Y-%m-%d %H:%M}"
        yield Finding((*place, "last"), message, "write when it ends; a date alone means the end of that day")
