"""Rules over all tenants: calls that companies send to each other in a circle."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from wcoctl.errors import Problem
from wcoctl.model.index import Forward, TenantIndex

__all__ = ["check_circles", "circle_notes"]


class _Entry(NamedTuple):
    """Where calls to a company begin."""

    company: TenantIndex
    block: str

    @property
    def key(self) -> tuple[str, str]:
        return self.company.tenant, self.block


class _Leg(NamedTuple):
    """A call that one company sends to another."""

    sender: TenantIndex
    forward: Forward
    always: bool
    to: _Entry


_Legs = Callable[[_Entry], Sequence[_Leg]]


def check_circles(tenants: Sequence[TenantIndex]) -> Iterator[Problem]:
    """Yield the circles in which each call loops, whatever phones do, as problems of the last company in them."""
    companies = _Companies(tenants)
    for circle in _circles(companies.starts, companies.certain):
        last = max(circle, key=lambda leg: leg.sender.tenant)
        others = sorted(f"{leg.sender.file}:{leg.forward.line}" for leg in circle if leg is not last)
        hint = f"use a phone; see {', '.join(others)}"
        yield _problem(last, f"calls loop forever: {_way(circle)}", hint)


def circle_notes(tenants: Sequence[TenantIndex]) -> Iterator[Problem]:
    """Yield the circles in which a call may loop, depending on what phones, hours and callers are."""
    companies = _Companies(tenants)
    for circle in _circles(companies.starts, companies.possible):
        if not all(leg.always for leg in circle):
            last = max(circle, key=lambda leg: leg.sender.tenant)
            hint = "a call that loops is refused there; use a phone if somebody should be reached"
            yield _problem(last, f"calls may loop: {_way(circle)}", hint)


class _Companies:
    """All companies by the numbers at which they can be called."""

    def __init__(self, tenants: Iterable[TenantIndex]) -> None:
        self._owners: dict[str, _Entry] = {}
        for index in tenants:
            for number, block in index.entries.items():
                self._owners.setdefault(number, _Entry(index, block))
        self._known: dict[tuple[str, str], list[_Leg]] = {}

    @property
    def starts(self) -> list[_Entry]:
        """Where calls begin in companies that let numbers of others ring: only they can be in a circle."""
        return [entry for entry in self._owners.values() if self._sends(entry.company)]

    def _sends(self, company: TenantIndex) -> bool:
        return any(self._other(company, number) for number in (*company.phones, *company.redirects))

    def possible(self, entry: _Entry) -> Sequence[_Leg]:
        """Return the legs that calls may take that begin here."""
        if entry.key not in self._known:
            self._known[entry.key] = list(self._walk(entry))
        return self._known[entry.key]

    def certain(self, entry: _Entry) -> Sequence[_Leg]:
        """Return the leg that all calls take that begin here."""
        return [leg for leg in self.possible(entry) if leg.always]

    def _walk(self, entry: _Entry) -> Iterator[_Leg]:
        seen: set[str] = set()
        waiting = [(entry.block, True)]
        while waiting:
            name, sure = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            station = entry.company.station(name)
            waiting += [(block, sure and station.forced) for block in station.blocks]
            for forward in station.forwards:
                if to := self._other(entry.company, forward.number):
                    yield _Leg(entry.company, forward, sure and forward.always, to)

    def _other(self, sender: TenantIndex, number: str) -> _Entry | None:
        """Return where the call begins that rings; none for a phone, and for one's own: networks let that call pass."""
        found = self._owners.get(number)
        return found if found and found.company.tenant != sender.tenant else None


def _circles(starts: Iterable[_Entry], legs: _Legs) -> Iterator[list[_Leg]]:
    """Walk depth first, and yield each way that leads back into the walk."""
    done: set[tuple[str, str]] = set()
    for start in starts:
        if start.key in done:
            continue
        trail = {start.key: iter(legs(start))}
        taken: list[_Leg] = []
        while trail:
            key, remaining = next(reversed(trail.items()))
            leg = next(remaining, None)
            if leg is None:
                done.add(key)
                del trail[key]
                del taken[-1:]
            elif leg.to.key in trail:
                yield [*taken[list(trail).index(leg.to.key) :], leg]
            elif leg.to.key not in done:
                trail[leg.to.key] = iter(legs(leg.to))
                taken.append(leg)


def _way(circle: Sequence[_Leg]) -> str:
    steps = [f"{leg.forward.number} of `{leg.to.company.tenant}`" for leg in circle]
    return " -> ".join([steps[-1], *steps])


def _problem(leg: _Leg, message: str, hint: str) -> Problem:
    return Problem(leg.sender.file, leg.forward.line, leg.forward.path, message, hint)
