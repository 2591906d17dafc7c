"""A service's connection to PostgreSQL. Where that is and how to log in comes from libpq's environment variables."""

import psycopg

__all__ = ["connect"]


def connect() -> psycopg.Connection:
    """Open a connection that notices within seconds when the other side is gone."""
    return psycopg.connect(
        autocommit=True,
        connect_timeout=5,
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=10_000,
    )
