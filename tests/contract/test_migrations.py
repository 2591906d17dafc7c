"""Migrations of PostgreSQL are numbered from 1 without gaps: each database runs those that it lacks, in this order."""

from pathlib import Path

MIGRATIONS = sorted(path.name for path in (Path(__file__).parents[2] / "schemas" / "postgresql").iterdir())


def test_migrations_are_numbered() -> None:
    assert MIGRATIONS
    assert [name[:5] for name in MIGRATIONS] == [f"{number:04}_" for number in range(1, len(MIGRATIONS) + 1)]
    assert all(name.endswith(".sql") for name in MIGRATIONS)
