"""One row type for each table of the call plan; those of a block type are in its folder."""

import re
from collections.abc import Mapping

from wcoctl.blocks.registry import TYPES, part
from wcoctl.compile.row import Row
from wcoctl.compile.rows.blocks import BlockRow, ExitRow, PromptRow
from wcoctl.compile.rows.entrance import (
    BlocklistDialledRow,
    BlocklistRow,
    OccasionalDialledRow,
    OccasionalRow,
)
from wcoctl.compile.rows.lists import ListEntryRow
from wcoctl.compile.rows.schedules import ScheduleDateHoursRow, ScheduleDateRow, ScheduleHoursRow, ScheduleRow
from wcoctl.compile.rows.site import EmergencyRow, HolidayRow, NumberRangeRow
from wcoctl.compile.rows.tenant import (
    ContactRow,
    DirectRow,
    InternalNumberRow,
    NumberRow,
    OutgoingCountryRow,
    TenantRow,
    UserRow,
)
from wcoctl.compile.schema import call_plan_schema

__all__ = [
    "TABLES",
    "BlockRow",
    "BlocklistDialledRow",
    "BlocklistRow",
    "ContactRow",
    "DirectRow",
    "EmergencyRow",
    "ExitRow",
    "HolidayRow",
    "InternalNumberRow",
    "ListEntryRow",
    "NumberRangeRow",
    "NumberRow",
    "OccasionalDialledRow",
    "OccasionalRow",
    "OutgoingCountryRow",
    "PromptRow",
    "Row",
    "ScheduleDateHoursRow",
    "ScheduleDateRow",
    "ScheduleHoursRow",
    "ScheduleRow",
    "TenantRow",
    "UserRow",
]

_SHARED: Mapping[type[Row], str] = {
    TenantRow: "tenant",
    NumberRow: "number",
    UserRow: "user",
    DirectRow: "direct",
    OutgoingCountryRow: "outgoing_country",
    ContactRow: "contact",
    BlocklistRow: "blocklist",
    BlocklistDialledRow: "blocklist_dialled",
    OccasionalRow: "occasional",
    OccasionalDialledRow: "occasional_dialled",
    BlockRow: "block",
    ExitRow: "exit",
    InternalNumberRow: "internal_number",
    ListEntryRow: "list_entry",
    ScheduleRow: "schedule",
    ScheduleHoursRow: "schedule_hours",
    ScheduleDateRow: "schedule_date",
    ScheduleDateHoursRow: "schedule_date_hours",
    PromptRow: "prompt",
    HolidayRow: "holiday",
    EmergencyRow: "emergency",
    NumberRangeRow: "number_range",
}


def _tables() -> dict[type[Row], str]:
    found = dict(_SHARED)
    order = re.findall(r"^CREATE TABLE (\w+)", call_plan_schema(), re.MULTILINE)
    for type_ in TYPES:
        tables: Mapping[type[Row], str] = part(type_, "rows", "TABLES")
        for table in set(tables.values()).difference(order):
            folder = f"wcoctl/blocks/{type_}"
            raise LookupError(f"{folder}/tables.sql has no table `{table}` ({folder}/rows.py)")
        found |= tables
    return dict(sorted(found.items(), key=lambda table: order.index(table[1])))


TABLES: Mapping[type[Row], str] = _tables()
"""The table of each row type, in the order of the schema."""
