"""The call plan: a tenant's switchboard as rows, and the prompts that its blocks play."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from typing import TypeVar, cast

from wcoctl.blocks.hangup.rows import HangupRow
from wcoctl.compile.blocks import block_rows
from wcoctl.compile.holidays import holiday_rows
from wcoctl.compile.numbering import emergency_rows, range_rows
from wcoctl.compile.people import entry_rows, people_rows
from wcoctl.compile.prompts import Recipe, block_recipes, tenant_recipes
from wcoctl.compile.rows import (
    TABLES,
    BlockRow,
    ListEntryRow,
    NumberRow,
    PromptRow,
    Row,
    TenantRow,
)
from wcoctl.compile.schedules import schedule_rows
from wcoctl.model.references import prompts_of
from wcoctl.model.site import Speech
from wcoctl.model.tenant import Tenant

__all__ = ["SITE", "SLOTS", "CallPlan", "compile_site", "compile_tenant"]

SITE = "_site"
"""Stands for the site itself: in the manifest, and as the tenant that has the test number."""
SLOTS = 4096

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class CallPlan:
    """Everything that the hosts get of one tenant."""

    tenant: str
    rows: Mapping[type[Row], tuple[Row, ...]]
    """Sorted rows by row type; types without rows are missing."""
    recipes: tuple[Recipe, ...] = ()
    """How the audio of the prompts is made, sorted by id."""
    prompt_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the spec calls each prompt id."""

    def of(self, table: type[R]) -> tuple[R, ...]:
        """Return the rows of one table."""
        return cast(tuple[R, ...], self.rows.get(table, ()))

    def tables(self) -> dict[str, list[Row]]:
        """Return the rows by the names of their tables, as the bundle holds them."""
        return {TABLES[table]: list(rows) for table, rows in self.rows.items()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the rows in canonical form."""
        canonical = json.dumps(self.tables(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()


def compile_tenant(tenant: Tenant, wavs: Mapping[str, str], speech: Speech) -> CallPlan:
    """Compile a valid tenant; ``wavs`` gives the SHA-256 of each WAV file by the name of its prompt."""
    of_blocks = block_recipes(tenant, speech)
    named = tenant_recipes(tenant, wavs, speech) | of_blocks
    recipes: dict[str, Recipe] = {}
    names: dict[str, tuple[str, ...]] = {}
    for name in sorted(prompts_of(tenant) | of_blocks.keys()):
        prompt = named[name]["id"]
        recipes[prompt] = named[name]
        names[prompt] = (*names.get(prompt, ()), name)
    ids = {name: recipe["id"] for name, recipe in named.items()}
    rows = _by_table(_rows(tenant, ids, recipes))
    return CallPlan(tenant.tenant, rows, tuple(recipes[prompt] for prompt in sorted(recipes)), names)


@cache
def compile_site(test_number: str | None = None) -> CallPlan:
    """Compile the rows that belong to no tenant, and the switchboard of the test number if given."""
    rows: list[Row] = [*holiday_rows(), *emergency_rows(), *range_rows()]
    return CallPlan(SITE, _by_table([*rows, *(_test_rows(test_number) if test_number else ())]))


def _test_rows(number: str) -> Iterator[Row]:
    """Yield a switchboard that is busy: a call to it rings nobody, is never answered, and leaves a record."""
    known = (SITE, "Test calls", "en", "UTC", _slot(SITE), 100)
    yield TenantRow(*known, *[0] * (len(TenantRow._fields) - len(known)))
    yield NumberRow(number, SITE, "test", 1)
    yield BlockRow(SITE, "test", "hangup", "en")
    yield HangupRow(SITE, "test", "busy")


def _rows(tenant: Tenant, prompts: Mapping[str, str], played: Iterable[str]) -> Iterator[Row]:
    name, primary = tenant.tenant, tenant.main_numbers.primary
    yield _tenant(tenant)
    yield NumberRow(primary.number, name, primary.entry, 1)
    for extra in tenant.main_numbers.additional:
        yield NumberRow(extra.number, name, extra.entry or primary.entry, 0)
    yield from people_rows(tenant)
    yield from entry_rows(tenant, prompts)
    for list_, entries in tenant.lists.items():
        yield from (ListEntryRow(name, list_, number, 0) for number in dict.fromkeys(entries.numbers))
        yield from (ListEntryRow(name, list_, prefix, 1) for prefix in dict.fromkeys(entries.prefixes))
    for schedule, hours in tenant.schedules.items():
        yield from schedule_rows(name, schedule, hours)
    for block in tenant.blocks:
        yield from block_rows(tenant, block, prompts)
    yield from (PromptRow(name, prompt) for prompt in played)


def _tenant(tenant: Tenant) -> TenantRow:
    contract, outgoing, transfers = tenant.contract, tenant.contract.outgoing, tenant.transfers
    return TenantRow(
        tenant.tenant,
        tenant.name,
        tenant.language,
        tenant.timezone,
        _slot(tenant.tenant),
        contract.open_channels,
        contract.minute_bundles.redirect_minutes,
        int(contract.minute_bundles.redirect_used_up == "refuse"),
        outgoing.calls_per_minute,
        outgoing.calls_per_day,
        outgoing.concurrent,
        outgoing.company.calls_per_minute,
        outgoing.company.calls_per_day,
        0 if contract.suspended else outgoing.company.concurrent,
        int(outgoing.premium),
        int(transfers.enabled),
        int(transfers.external),
        transfers.ring_seconds,
        transfers.park_seconds,
        contract.answer_after_seconds,
        contract.quotas.voicemail_per_caller,
        contract.quotas.voicemail_minutes,
        contract.quotas.spoken_per_minute,
        contract.call_records_days,
    )


def _slot(tenant: str) -> int:
    return int(sha256(tenant.encode()).hexdigest(), 16) % SLOTS


def _by_table(rows: Iterable[Row]) -> dict[type[Row], tuple[Row, ...]]:
    collected: dict[type[Row], list[Row]] = {}
    for row in rows:
        collected.setdefault(type(row), []).append(row)
    return {table: tuple(sorted(collected[table])) for table in TABLES if table in collected}
