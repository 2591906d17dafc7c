"""The dialplan's queries, as Asterisk asks them, against the schemas that they are written for."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import yaml

from wcoctl.compile.callplan import compile_tenant
from wcoctl.model.load import load_tenant
from wcoctl.model.site import Speech

__all__ = [
    "CALL_PLAN",
    "QUERIES",
    "asked",
    "call_plan",
    "columns",
    "database",
    "settings_columns",
    "settings_query",
]

REPOSITORY = Path(__file__).parents[2]
_ROLE = REPOSITORY / "roles" / "asterisk"
_VARIABLES = yaml.safe_load((_ROLE / "vars" / "main.yml").read_text(encoding="utf-8"))
CALL_PLAN = "wco_plan"
_SCHEMAS = {found["dsn"]: found["schema"] for found in _VARIABLES["_asterisk_databases"]} | {
    CALL_PLAN: "callplan"
}

QUERIES: dict[str, str] = {
    name: source
    for kind in ("_asterisk_reads", "_asterisk_writes")
    for source, names in _VARIABLES[kind].items()
    for name in names
}
"""The data source of each query."""


def database(source: str) -> sqlite3.Connection:
    """Return an empty database of a data source."""
    connection = sqlite3.connect(":memory:")
    connection.executescript((REPOSITORY / "schemas" / f"{_SCHEMAS[source]}.sql").read_text(encoding="utf-8"))
    return connection


def call_plan(file: Path) -> sqlite3.Connection:
    """Return the call plan of a tenant's file."""
    connection = database(CALL_PLAN)
    for table, rows in compile_tenant(load_tenant(file).model, {}, Speech()).tables().items():
        places = ", ".join("?" * len(rows[0]))
        connection.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
    return connection


def _plain(name: str) -> str:
    text = (_ROLE / "files" / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return " ".join(re.sub(r"(?m)^--.*\n", "", text).split())


def settings_query(name: str) -> str:
    """Return the query of the settings of blocks, one of those in `settings/`; the block is `b`."""
    return _plain(f"settings/{name}")


def settings_columns(name: str) -> list[tuple[str, str]]:
    """Return the tables and columns that a query of settings tells, in its order."""
    text = settings_query(name)
    told, _, source = text.removeprefix("SELECT ").partition(" FROM ")
    tables = dict(re.findall(r"(?:^|JOIN )(\w+)(?: AS (\w+))?", source))
    by_alias = {alias: table for table, alias in tables.items()}
    found = []
    for setting in told.split(" || ',' || "):
        column = re.fullmatch(r"(?:coalesce\(|replace\()?(?:(\w+)\.)?\"?(\w+)\"?(?:, '[^']*'.*\))?", setting)
        assert column, f"{name}: {setting}"
        found.append((by_alias[column[1] or ""], column[2]))
    return found


def _cases() -> Iterator[str]:
    for name, types in _VARIABLES["_asterisk_settings"].items():
        listed = ", ".join(f"'{type_}'" for type_ in types)
        yield f"WHEN b.type IN ({listed}) THEN ({settings_query(name)})"


def columns(name: str) -> int:
    """Return how many columns a query that reads has."""
    text = _plain(name).replace("@settings@", f"CASE {' '.join(_cases())} END")
    text = text.replace("@reached@", _plain("parts/reached"))
    while "${" in text:
        text = re.sub(r"\$\{[^${}]*\}", "0", text)
    # The controller's SQLite may be older than that of the hosts.
    text = re.sub(r"(group_concat\([^()]*) ORDER BY [^()]*\)", r"\1)", text)
    asked = database(QUERIES[name]).execute(text)
    return len(asked.description)


def asked(name: str, *arguments: str) -> str:
    """Return a query as Asterisk asks it with these arguments, which are digits and names."""
    text = _plain(name)
    for position, argument in enumerate(arguments, 1):
        for place in (f"${{SQL_ESC(${{ARG{position}}})}}", f"${{ARG{position}}}"):
            text = text.replace(place, argument)
    return text
