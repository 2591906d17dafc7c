"""The call plan as a node holds it: one SQLite file, many readers, one writer."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

Row = list[Any]
Tables = dict[str, list[Row]]

SITE = "_site"
KEPT = 3
"""Call plans of the node that keep their rows: that of this release, that which services read until they are reloaded, and one
that a rollout has left which was cut off."""


class Table:
    """A table that holds rows of tenants (the site may be one), or those of the site only."""

    def __init__(self, name: str, info: list[tuple[Any, ...]]) -> None:
        self.name = name
        self.columns = [column[1] for column in info]
        by_place_in_key = sorted((column[5], column[0]) for column in info if column[5])
        self.key = [position for _, position in by_place_in_key]
        self.of_site = "tenant" not in self.columns
        self.select = f'SELECT * FROM "{name}"'  # noqa: S608
        self.delete = f'DELETE FROM "{name}"'  # noqa: S608
        self.insert = f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(self.columns))})'  # noqa: S608

    def owner(self, row: Row) -> str:
        """Tenant that a row belongs to."""
        return SITE if self.of_site else str(row[self.columns.index("tenant")])

    def may_hold(self, tenant: str) -> bool:
        """Whether the table is one for rows of this tenant."""
        return tenant == SITE or not self.of_site

    def rows_of(self, tenant: str) -> tuple[str, tuple[str, ...]]:
        """Condition that the tenant's rows meet, and its values."""
        return ("", ()) if self.of_site else (" WHERE tenant = ?", (tenant,))


class Store:
    """A call plan that is open."""

    def __init__(self, db: sqlite3.Connection, read_only: bool = False) -> None:
        self.db = db
        self.read_only = read_only
        self.tables = self._tables()

    @classmethod
    def open(cls, path: Path, read_only: bool) -> Store:
        """Open the call plan of the node; one that is not there yet reads as an empty one."""
        if read_only and not path.exists():
            return cls(sqlite3.connect(":memory:", isolation_level=None), read_only)
        mode = "ro" if read_only else "rw"
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=30, isolation_level=None
        )
        # Else the last close deletes -wal and -shm, which readers may not create. Python has it from 3.12 on.
        if sys.version_info >= (3, 12):
            db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
        if not read_only:
            db.execute("PRAGMA journal_mode = wal")
        return cls(db, read_only)

    @classmethod
    def of_schema(cls, schema: str) -> Store:
        """Make an empty call plan in memory."""
        store = cls(sqlite3.connect(":memory:", isolation_level=None))
        store.rebuild(schema)
        return store

    def _tables(self) -> dict[str, Table]:
        names = self.db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'manifest' ORDER BY 1"
        )
        return {
            name: Table(name, self.db.execute("SELECT * FROM pragma_table_info(?)", (name,)).fetchall())
            for (name,) in names.fetchall()
        }

    @property
    def version(self) -> int:
        """Version of the schema; 0 for an empty file."""
        return int(self.db.execute("PRAGMA user_version").fetchone()[0])

    def manifest(self) -> dict[str, str]:
        """Digest of each tenant."""
        return dict(self.db.execute("SELECT tenant, digest FROM manifest ORDER BY 1")) if self.version else {}

    def holder(self, number: str) -> str | None:
        """Tenant that has a main number."""
        found = self.db.execute("SELECT tenant FROM number WHERE number = ?", (number,)).fetchone()
        return found and str(found[0])

    def rows(self, tenant: str) -> Tables:
        """Rows of one tenant."""
        found = {}
        for table in self.tables.values():
            if table.may_hold(tenant):
                where, values = table.rows_of(tenant)
                found[table.name] = sorted(map(list, self.db.execute(table.select + where, values)))
        return {name: rows for name, rows in found.items() if rows}

    def drifted(self) -> list[str]:
        """Tenants whose rows are not those that their digest was made of."""
        by_tenant: dict[str, Tables] = {}
        for table in self.tables.values():
            for row in map(list, self.db.execute(table.select)):
                by_tenant.setdefault(table.owner(row), {}).setdefault(table.name, []).append(row)
        for tables in by_tenant.values():
            for rows in tables.values():
                rows.sort()
        held = self.manifest()
        return sorted(
            name for name in {*held, *by_tenant} if digest(by_tenant.get(name, {})) != held.get(name)
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, also when the process is killed. Another writer waits, readers go on."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.execute("COMMIT")
        finally:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")

    def rebuild(self, schema: str) -> None:
        """Drop everything and lay down the schema; inside of a transaction."""
        for kind in ("view", "table"):
            for (name,) in self.db.execute(
                "SELECT name FROM sqlite_schema WHERE type = ?", (kind,)
            ).fetchall():
                self.db.execute(f'DROP {kind} "{name}"')
        statement = ""
        for line in schema.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                self.db.execute(statement)
                statement = ""
        self.tables = self._tables()

    def replace(self, tenants: dict[str, Tables], digests: dict[str, str]) -> None:
        """Give tenants new rows; those without a digest go. Deletions come first, as a number may move."""
        for tenant in tenants:
            for table in self.tables.values():
                if table.may_hold(tenant):
                    where, values = table.rows_of(tenant)
                    self.db.execute(table.delete + where, values)
            self.db.execute("DELETE FROM manifest WHERE tenant = ?", (tenant,))
        for tenant, tables in tenants.items():
            for name, rows in tables.items():
                self.db.executemany(self.tables[name].insert, rows)
            if tenant in digests:
                self.db.execute("INSERT INTO manifest VALUES (?, ?)", (tenant, digests[tenant]))

    def close(self) -> None:
        """Leave an empty write-ahead log, since a reader without write access reads it anew each time."""
        if not self.read_only:
            self.db.execute("PRAGMA busy_timeout = 1000")  # a reader in the way: a longer log, nothing worse
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()


def digest(tables: Tables) -> str:
    """SHA-256 of a tenant's rows in canonical form, as the controller computes it."""
    text = json.dumps(tables, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def in_use(database: Path) -> tuple[Path, dict[str, str], int]:
    """Find the call plan that services read, its manifest and its version: the last one that was brought."""
    for file in _beside(database):
        with suppress(sqlite3.Error), closing(Store.open(file, read_only=True)) as store:
            if manifest := store.manifest():
                return file, manifest, store.version
    return database, {}, 0


def retire(database: Path) -> None:
    """Remove the rows of old call plans. The files stay, since services that have read them keep them open."""
    for file in [database, *(file for file in _beside(database) if file != database)][KEPT:]:
        with suppress(sqlite3.Error):
            _empty(file)


def _empty(file: Path) -> None:
    brought = file.stat()
    with closing(Store.open(file, read_only=False)) as store:
        if not store.version:
            return
        with store.transaction():
            store.rebuild("PRAGMA user_version = 0;")
        store.db.execute("VACUUM")
    os.utime(file, ns=(brought.st_atime_ns, brought.st_mtime_ns))


def _beside(database: Path) -> list[Path]:
    """All call plans of the node, the last one that was brought first."""
    files = database.parent.glob(f"{database.stem.partition('_')[0]}*.db")
    return sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True)
