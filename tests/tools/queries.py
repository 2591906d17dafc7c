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
    "SETTINGS",
    "asked",
    "call_plan",
    "columns",
    "database",
    "plain",
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

_TEXTS = {
    file.stem: file.read_text(encoding="utf-8") for file in sorted((_ROLE / "files" / "sql").glob("*.sql"))
}
_REACHED = (_ROLE / "files" / "sql" / "parts" / "reached.sql").read_text(encoding="utf-8")
_FOUND = {
    name.removeprefix("WCO_").lower(): (source, query)
    for text in _TEXTS.values()
    for name, _, source, query in re.findall(_VARIABLES["_asterisk_query"], text)
}
_SETTINGS = {
    subject: (types.split(", "), query)
    for subject, text in _TEXTS.items()
    for types, query in re.findall(_VARIABLES["_asterisk_settings"], text)
}

QUERIES: dict[str, str] = {name: source for name, (source, _) in _FOUND.items()}
"""The data source of each query."""

SETTINGS: dict[str, list[str]] = {subject: types for subject, (types, _) in _SETTINGS.items()}
"""The types of blocks whose settings are told by the same query, by the dialplan's subject."""


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


def _plain(text: str) -> str:
    return " ".join(re.sub(r"(?m)^--.*\n", "", text).split())


def plain(name: str) -> str:
    """Return the text of a query, in which variables are still to be put."""
    return _plain(_FOUND[name][1]).replace("@reached@", _plain(_REACHED))


def settings_query(subject: str) -> str:
    """Return the query of the settings of blocks; the block is `b`."""
    return _plain(_SETTINGS[subject][1])


def settings_columns(subject: str) -> list[tuple[str, str]]:
    """Return the tables and columns that a query of settings tells, in its order."""
    text = settings_query(subject)
    told, _, source = text.removeprefix("SELECT ").partition(" FROM ")
    tables = dict(re.findall(r"(?:^|JOIN )(\w+)(?: AS (\w+))?", source))
    by_alias = {alias: table for table, alias in tables.items()}
    found = []
    for setting in told.split(" || ',' || "):
        column = re.fullmatch(r"(?:coalesce\(|replace\()?(?:(\w+)\.)?\"?(\w+)\"?(?:, '[^']*'.*\))?", setting)
        assert column, f"{subject}: {setting}"
        found.append((by_alias[column[1] or ""], column[2]))
    return found


def _cases() -> Iterator[str]:
    for subject, types in SETTINGS.items():
        listed = ", ".join(f"'{type_}'" for type_ in types)
        yield f"WHEN b.type IN ({listed}) THEN ({settings_query(subject)})"


def columns(name: str) -> int:
    """Return how many columns a query that reads has."""
    text = plain(name).replace("@settings@", f"CASE {' '.join(_cases())} END")
    while "${" in text:
        text = re.sub(r"\$\{[^${}]*\}", "0", text)
    # The controller's SQLite may be older than that of the hosts.
    text = re.sub(r"(group_concat\([^()]*) ORDER BY [^()]*\)", r"\1)", text)
    asked = database(QUERIES[name]).execute(text)
    return len(asked.description)


def asked(name: str, *arguments: str) -> str:
    """Return a query as Asterisk asks it with these arguments, which are digits and names."""
    text = plain(name)
    for position, argument in enumerate(arguments, 1):
        for place in (f"${{SQL_ESC(${{ARG{position}}})}}", f"${{ARG{position}}}"):
            text = text.replace(place, argument)
    return text
