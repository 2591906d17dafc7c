"""The rows of one call plan, indexed for walking."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from wcoctl.compile import rows
from wcoctl.compile.callplan import CallPlan
from wcoctl.numbering.permission import Refusal, refusal

__all__ = ["Switchboard"]

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R", bound=rows.Row)


class Switchboard:
    """One tenant's rows, each table by what a walk knows when it asks."""

    def __init__(self, plan: CallPlan, site: CallPlan) -> None:
        (self.tenant,) = plan.of(rows.TenantRow)
        self.mains = {row.number for row in plan.of(rows.NumberRow)}
        (self.primary,) = (row.number for row in plan.of(rows.NumberRow) if row.is_primary)
        self.entries = {row.number: row.entry for row in plan.of(rows.NumberRow)}
        self.entries |= {row.number: row.entry for row in plan.of(rows.DirectRow)}
        self.users = {row.user: row for row in plan.of(rows.UserRow)}
        self.blocks = {row.block: row for row in plan.of(rows.BlockRow)}
        self.exits = {(row.block, row.exit): row.target for row in plan.of(rows.ExitRow)}
        self.contacts = {row.number: row.name for row in plan.of(rows.ContactRow)}
        self.schedules = {row.schedule: row for row in plan.of(rows.ScheduleRow)}
        self.emergency = {row.number for row in site.of(rows.EmergencyRow)}
        self.holidays = {row.day: row.name for row in site.of(rows.HolidayRow)}
        internal = plan.of(rows.InternalNumberRow)
        self.internal = _grouped((row.block, row) for row in internal)
        self.lists = _grouped((row.list, row) for row in plan.of(rows.ListEntryRow))
        weekly = plan.of(rows.ScheduleHoursRow)
        self.hours = _grouped(((row.schedule, row.weekday), row[3:]) for row in weekly)
        self.dates = _grouped((row.schedule, row) for row in plan.of(rows.ScheduleDateRow))
        exceptional = plan.of(rows.ScheduleDateHoursRow)
        self.date_hours = _grouped(((row.schedule, row.position), row[3:]) for row in exceptional)
        self.blocklist = plan.of(rows.BlocklistRow)
        barred = plan.of(rows.BlocklistDialledRow)
        self.blocklist_dialled = _grouped((row.position, row.number) for row in barred)
        self.occasional = sorted(plan.of(rows.OccasionalRow), key=lambda row: row.position)
        announced = plan.of(rows.OccasionalDialledRow)
        self.occasional_dialled = _grouped((row.announcement, row.number) for row in announced)
        self.countries = {row.region for row in plan.of(rows.OutgoingCountryRow)}
        self.prompt_names = plan.prompt_names
        self.recipes = {recipe["id"]: recipe for recipe in plan.recipes}
        self._plan = plan
        self._of_blocks: dict[type[rows.Row], defaultdict[str, list[Any]]] = {}

    def of_block(self, table: type[R], block: str) -> list[R]:
        """Return the rows that one of the tables of block types has of a block."""
        if table not in self._of_blocks:
            found: Iterable[Any] = self._plan.of(table)
            self._of_blocks[table] = _grouped((row.block, row) for row in found)
        return self._of_blocks[table][block]

    def settings(self, table: type[R], block: str) -> R:
        """Return the one row that a table has of a block of its type."""
        (row,) = self.of_block(table, block)
        return row

    def is_own(self, number: str) -> bool:
        """Whether a number is the phone of an active user."""
        return any(user.number == number and user.active for user in self.users.values())

    def barred(self, number: str) -> Refusal:
        """Return why the tenant may not ring a number; empty when it may."""
        if self.is_own(number):
            return ""
        return refusal(number, self.countries, bool(self.tenant.premium))


def _grouped(pairs: Iterable[tuple[K, V]]) -> defaultdict[K, list[V]]:
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
