"""Claims about compiled call plans."""

import json
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.compile.big_tenant import big_tenant
from wcoctl.blocks.dial_rows import DialRow
from wcoctl.blocks.group.rows import MemberRow
from wcoctl.compile import rows
from wcoctl.compile.callplan import SITE, CallPlan, compile_site, compile_tenant
from wcoctl.compile.prompts import wav_recipe
from wcoctl.model.site import Speech
from wcoctl.model.tenant import Tenant

ROOT = Path(__file__).parents[3]
SCHEMA = (ROOT / "schemas" / "callplan.sql").read_text()
OFFICE = yaml.safe_load((ROOT / "tests/specs/ok/compiled_office.yml").read_text())


def compiled(data: Any, speech: Speech | None = None, **wavs: str) -> CallPlan:
    return compile_tenant(Tenant.model_validate(data), wavs, speech or Speech())


def office(**changes: Any) -> CallPlan:
    return compiled(OFFICE | changes)


def insert(plan: CallPlan) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    database.execute("INSERT INTO manifest VALUES (?, ?)", (plan.tenant, plan.digest))
    for table, lines in plan.tables().items():
        marks = ", ".join("?" * len(lines[0]))
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", lines)
    return database


def test_row_types_are_the_tables_of_the_schema() -> None:
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert set(rows.TABLES.values()) == tables - {"manifest"}
    for row, table in rows.TABLES.items():
        columns = [(name, kind) for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})")]
        kinds = {str: "TEXT", int: "INTEGER"}
        assert [(name, kinds[kind]) for name, kind in row.__annotations__.items()] == columns, table


def test_the_digest_is_the_sha256_of_the_canonical_tables() -> None:
    plan = office()
    tables = json.loads(json.dumps(plan.tables()))
    canonical = json.dumps(tables, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert plan.digest == sha256(canonical.encode()).hexdigest()


def test_the_order_of_mappings_in_the_spec_changes_nothing() -> None:
    turned = {
        key: dict(reversed(value.items())) if isinstance(value, dict) and key != "main_numbers" else value
        for key, value in OFFICE.items()
    }
    assert compiled(turned).digest == office().digest
    assert compiled(turned).recipes == office().recipes


def test_a_changed_setting_changes_the_digest() -> None:
    assert office(name="Another").digest != office().digest


def test_the_slot_depends_on_the_identifier_alone() -> None:
    (before,), (after,) = (
        plan.of(rows.TenantRow) for plan in (office(), office(name="Another", language="en"))
    )
    assert before.slot == after.slot
    assert 0 <= before.slot < 4096


def test_an_additional_number_without_an_entry_has_the_primarys() -> None:
    entries = {row.number: row.entry for row in office().of(rows.NumberRow)}
    assert entries["+48222500011"] == entries["+48222500010"] == "who_calls"
    assert entries["+48222500012"] == "boss"


def test_switching_a_user_off_takes_one_member_row_and_leaves_the_others() -> None:
    users = OFFICE["users"] | {"anna": OFFICE["users"]["anna"] | {"active": False}}
    gone = set(office().of(MemberRow)) - set(office(users=users).of(MemberRow))
    assert gone == {MemberRow("compiled_office", "sales", 1, "anna")}
    assert set(office(users=users).of(MemberRow)) < set(office().of(MemberRow))


def test_an_inactive_users_block_rings_no_number() -> None:
    users = OFFICE["users"] | {"dorota": OFFICE["users"]["dorota"] | {"active": False}}
    dial = {row.block: row.number for row in office(users=users).of(DialRow)}
    assert dial["boss"] == ""
    assert dial["mobile"] == "+48601200300"


def test_a_menu_without_internal_numbers_has_no_exits_for_them() -> None:
    exits = {row.exit for row in office().of(rows.ExitRow) if row.block == "main_menu"}
    assert exits == {"key_1", "key_2", "key_star", "key_hash", "wrong_key", "no_input"}


def test_equal_prompts_share_one_recipe() -> None:
    prompts = OFFICE["prompts"] | {"closed": OFFICE["prompts"]["welcome"]}
    plan = office(prompts=prompts)
    assert len(plan.recipes) == len(office().recipes) - 1
    assert ("closed", "welcome") in plan.prompt_names.values()


def test_a_wav_prompt_is_known_by_its_content() -> None:
    data = OFFICE | {"prompts": OFFICE["prompts"] | {"closed": {"wav": "closed.wav"}}}
    recipe = wav_recipe("ab" * 32)
    plan = compiled(data, closed="ab" * 32)
    assert recipe in plan.recipes
    assert recipe["id"] in {row.prompt for row in plan.of(rows.PromptRow)}
    source = {key: value for key, value in recipe.items() if key != "id"}
    canonical = json.dumps(source, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert recipe["id"] == sha256(canonical.encode()).hexdigest()[:32]


def test_without_non_free_software_espeak_speaks() -> None:
    plan = compiled(OFFICE, Speech(non_free=False))
    assert {(recipe["engine"], recipe["voice"]) for recipe in plan.recipes} == {
        ("espeak_ng", "pl"),
        ("espeak_ng", "en"),
    }


def test_the_site_has_the_polish_holidays_of_fixed_years() -> None:
    plan = compile_site()
    days = {row.day: row.name for row in plan.of(rows.HolidayRow)}
    assert plan.tenant == SITE
    assert {day[:4] for day in days} == {str(year) for year in range(2025, 2046)}
    assert days["2026-04-06"] == "Easter Monday"
    assert days["2038-04-26"] == "Easter Monday"
    assert days["2025-12-24"] == "Christmas Eve"
    insert(plan)


def test_the_test_number_is_busy_and_belongs_to_the_site() -> None:
    plan = compile_site("+48221009999")
    database = insert(plan)
    steps = database.execute(
        "SELECT n.number, t.tenant, b.type, h.cause FROM number AS n JOIN tenant AS t USING (tenant)"
        " JOIN block AS b ON b.tenant = n.tenant AND b.block = n.entry JOIN hangup AS h USING (tenant, block)"
    )
    assert steps.fetchall() == [("+48221009999", SITE, "hangup", "busy")]
    assert plan.of(rows.HolidayRow) == compile_site().of(rows.HolidayRow)
    of_the_site = {rows.HolidayRow, rows.EmergencyRow, rows.NumberRangeRow}
    assert set(compile_site().rows) == of_the_site


def test_the_site_knows_the_numbering_plan() -> None:
    site = compile_site()
    emergency = {row.number for row in site.of(rows.EmergencyRow)}
    assert {"112", "986", "987", "991", "994", "997", "998", "999"} <= emergency
    assert len(site.of(rows.NumberRangeRow)) > 10_000


def test_the_biggest_tenant_fits_the_schema() -> None:
    plan = compiled(yaml.safe_load(big_tenant()))
    database = insert(plan)
    assert database.execute("SELECT count(*) FROM number").fetchone() == (251,)
    assert database.execute("SELECT count(*) FROM queue_member").fetchone() == (200,)


@pytest.mark.parametrize("table", ["user", "block", "exit", "member", "internal_number", "prompt"])
def test_rows_of_a_table_are_sorted(table: str) -> None:
    lines = compiled(yaml.safe_load(big_tenant(users=40, numbers=3))).tables()[table]
    assert lines == sorted(lines)
