"""PostgreSQL as the portal sees it: each transaction is one company's, and row-level security hides all others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

__all__ = ["CompanyConnection", "Database"]

CompanyConnection = Connection[DictRow]
"""A connection within a transaction of one company; its rows are dictionaries."""

_STATEMENT_MS = 5000
"""No page waits longer for a query: something is wrong then, and others need the connection."""


class Database:
    """A pool of connections. Open it before use; PoolTimeout and OperationalError say that PostgreSQL is away."""

    def __init__(self, conninfo: str, connections: int) -> None:
        self._pool = ConnectionPool[CompanyConnection](
            conninfo,
            min_size=1,
            max_size=connections,
            timeout=3,
            open=False,
            check=ConnectionPool.check_connection,
            kwargs={
                "row_factory": dict_row,
                "connect_timeout": 3,
                "application_name": "wco-portal",
                "options": f"-c statement_timeout={_STATEMENT_MS} -c search_path=portal,pg_catalog",
            },
        )

    def open(self) -> None:
        """Begin to connect, and go on while PostgreSQL is away."""
        self._pool.open(wait=False)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    @contextmanager
    def company(self, tenant: str) -> Iterator[CompanyConnection]:
        """Give a transaction that sees the rows of one company; it is committed at the end, or rolled back by an exception."""
        with self._pool.connection() as connection, connection.transaction():
            connection.execute("SELECT set_config('wco.tenant', %s, true)", (tenant,))
            yield connection

    def one(self, query: LiteralString, *values: Any) -> DictRow | None:
        """Return the first row of a query that is about no company's rows."""
        with self._pool.connection() as connection, connection.transaction():
            return connection.execute(query, values).fetchone()
