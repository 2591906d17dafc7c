"""Services reach a database by its folders and its mode."""

import sqlite3
from pathlib import Path

import pytest

from tests.unit.upkeep.live_database import GROUP
from wco_upkeep_databases import Database


@pytest.mark.parametrize(
    ("mode", "shown"), [(0o700, "mode 0700"), (0o770, "mode 0770"), (0o2750, "mode 2750")]
)
def test_a_folder_that_services_cannot_use_is_trouble(database: Database, mode: int, shown: str) -> None:
    database.path.parent.chmod(mode)
    assert f"cannot be read by its services (live: {shown}" in database.trouble()
    assert database.mend()


def test_a_folder_of_another_group_and_a_closed_one_above_are_trouble(
    database: Database, tmp_path: Path
) -> None:
    database.group = "another"
    assert f"(live: mode 2770, group {GROUP})" in database.trouble()
    database.group = GROUP
    tmp_path.chmod(0o700)
    assert f"({tmp_path.name}: mode 0700" in database.trouble()


def test_a_file_that_services_cannot_read_is_opened_to_them(
    database: Database, service: sqlite3.Connection
) -> None:
    database.path.chmod(0o600)
    assert "cannot be read by its services (live.db: mode 0600" in database.trouble()
    assert database.mend()
    assert database.trouble() == ""
