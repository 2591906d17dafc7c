"""The dialplan holds together: jumps lead somewhere, queries exist and are used, rows have as many columns as are read."""

import re

import pytest
import yaml

from tests.tools.dialplan import DIALPLAN, RowRead, Step, jumps, leads_somewhere, rows_read, steps
from tests.tools.queries import QUERIES, call_plan, columns, settings_columns, settings_query
from tests.tools.variables import documented, table, uses
from wcoctl.compile.rows import TABLES

SQL = DIALPLAN.parent / "sql"
REPOSITORY = DIALPLAN.parents[3]
STEPS = steps()
LONGEST_LINE = 160
VARIABLES = yaml.safe_load((DIALPLAN.parents[1] / "vars" / "main.yml").read_text(encoding="utf-8"))


def test_the_dialplan_is_read_whole() -> None:
    assert len(STEPS) > 500
    assert {step.file.removesuffix(".conf") for step in STEPS} == set(VARIABLES["_asterisk_dialplan"])


def test_no_line_is_too_long_to_be_read() -> None:
    routes = DIALPLAN.parents[2] / "kamailio" / "files"
    files = [*sorted(DIALPLAN.glob("*.conf")), *sorted(routes.iterdir())]
    assert len(files) > 40
    lines = [
        f"{file.name}:{number}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert lines == []


def test_every_jump_leads_somewhere() -> None:
    found = [jump for step in STEPS for jump in jumps(step)]
    assert len(found) > 300
    lost = [
        f"{jump.step.place}: {jump.context},{jump.extension},{jump.label}"
        for jump in found
        if not leads_somewhere(jump, STEPS)
    ]
    assert lost == []


def test_a_jump_to_nowhere_is_seen() -> None:
    step = STEPS[0]
    for target in ("wco_nowhere,s,1", f"{step.context},{step.extension},nowhere", "wco_enter,nobody,1"):
        wrong = Step(step.file, 1, step.context, step.extension, "1", "GotoIf", f"$[1 = 1]?{target}")
        (jump,) = jumps(wrong)
        assert not leads_somewhere(jump, STEPS), target


def test_every_context_is_reached() -> None:
    text = "".join(step.arguments for step in STEPS)
    reached = {jump.context for step in STEPS for jump in jumps(step)}
    templates = "".join(file.read_text("utf-8") for file in (DIALPLAN.parents[1] / "templates").glob("*.j2"))
    schema = (REPOSITORY / "schemas" / "callplan.sql").read_text("utf-8")
    named = text + templates + schema + str(VARIABLES)
    lost = []
    for context in sorted({step.context for step in STEPS}):
        by_pattern = any(
            "${" in target and re.fullmatch(re.sub(r"\$\{.*?\}", r"\\w+", target), context)
            for target in reached
        )
        name = "wco_key_" if context.startswith("wco_key_") else rf"{context}\b"
        if context not in reached and not by_pattern and not re.search(rf"\b{name}", named):
            lost.append(context)
    assert lost == []


def test_queries_are_those_that_are_called() -> None:
    called = {name.lower() for step in STEPS for name in re.findall(r"ODBC_WCO_([A-Z_]+)\(", step.arguments)}
    by_command = {"plan_mark"}  # `wcoctl verify` asks it
    assert called == QUERIES.keys() - by_command
    assert {file.stem for file in SQL.glob("*.sql")} == set(QUERIES)
    assert {file.stem for file in (SQL / "settings").glob("*.sql")} == set(VARIABLES["_asterisk_settings"])


ROWS = list(rows_read(STEPS))


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.source.startswith("${ODBC_")], ids=lambda row: row.step.place
)
def test_a_row_has_a_column_for_each_variable(row: RowRead) -> None:
    found = re.match(r"\$\{ODBC_WCO_([A-Z_]+)\(", row.source)
    assert found
    assert columns(found[1].lower()) == len(row.names)


SETTINGS = {row.step.file.removesuffix(".conf"): row.names for row in ROWS if row.source == "${WCO_SETTINGS}"}
AGGREGATED = {"condition"}  # of all rules of a block, by a query of its own
FIELDS = {table: row.__annotations__ for row, table in TABLES.items()}


@pytest.mark.parametrize("name", sorted(set(VARIABLES["_asterisk_settings"]) - AGGREGATED))
def test_settings_come_in_the_order_of_the_row_type_and_keep_its_names(name: str) -> None:
    told = settings_columns(name)
    for source in dict.fromkeys(source for source, _ in told):
        mine = [column for table_, column in told if table_ == source]
        assert mine == [field for field in FIELDS[source] if field in mine], source
    if name not in SETTINGS:
        assert len(told) == 1
        return
    for variable, (_, column) in zip(SETTINGS[name], told, strict=True):
        named = variable.lstrip("_")
        assert named in (f"WCO_{column.upper()}", f"WCO_{name.upper()}_{column.upper()}")


def test_the_settings_of_a_block_are_as_many_as_are_read() -> None:
    """In call plans with blocks of all types."""
    plans = [call_plan(file) for file in sorted((REPOSITORY / "tests/specs/ok").glob("compiled_*.yml"))]
    assert len(SETTINGS) == 7
    for name, variables in SETTINGS.items():
        types = ", ".join(f"'{type_}'" for type_ in VARIABLES["_asterisk_settings"][name])
        asked = f"SELECT ({settings_query(name)}) FROM block AS b WHERE b.type IN ({types})"
        told = [settings.split(",") for plan in plans for (settings,) in plan.execute(asked)]
        assert {len(row) for row in told} == {len(variables)}, name


def test_every_variable_is_set_and_read_and_documented() -> None:
    sets, reads = uses()
    assert len(sets) > 150
    assert sorted(reads.keys() - sets.keys()) == []
    taking_a_lock = {"WCO_LOCK"}  # what LOCK and UNLOCK return is of no interest
    assert sorted(sets.keys() - reads.keys() - taking_a_lock) == []
    assert documented() == table(), "python -m tests.tools.variables"
