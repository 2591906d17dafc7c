"""A database has what services need, or is fit to get it."""

import sqlite3
from contextlib import closing

import pytest

from tests.unit.upkeep.live_database import SCHEMA, rows
from wco_upkeep_databases import Database
from wco_upkeep_schema import Schema


def test_a_file_of_an_older_schema_is_told(database: Database) -> None:
    database.schema = Schema(SCHEMA.replace("3", "4"))
    assert database.trouble() == "has schema version 3, not 4"
    database.schema = Schema(SCHEMA.replace("3", "2"))
    assert database.trouble() == ""


NEEDED = f"""{SCHEMA} CREATE TABLE member (name, state); CREATE VIEW members AS SELECT * FROM member;
CREATE INDEX by_state ON member (state); CREATE TRIGGER told AFTER INSERT ON switch BEGIN DELETE FROM switch; END;"""


@pytest.mark.parametrize(
    ("lost", "trouble"),
    [
        ("DROP TABLE member", "lacks the table member and 3 more"),
        ("DROP VIEW members", "lacks the view members"),
        ("DROP TRIGGER told", "lacks the trigger told"),
        ("DROP INDEX by_state", "lacks the index by_state"),
        ("DROP VIEW members; ALTER TABLE switch DROP COLUMN old", "lacks the column switch.old and 1 more"),
        ("DROP TABLE member; DROP TABLE switch; CREATE TABLE other (one)", "is another database"),
    ],
)
def test_a_file_that_lacks_what_services_need_is_told(database: Database, lost: str, trouble: str) -> None:
    with closing(sqlite3.connect(database.path, isolation_level=None)) as opened:
        opened.executescript(NEEDED.removeprefix(SCHEMA) + "ALTER TABLE switch ADD COLUMN old;" + lost)
    database.schema = Schema(NEEDED.replace("switch (name)", "switch (name, old)"))
    assert database.trouble() == trouble


def test_what_only_a_desk_knows_is_made_anew_and_the_rest_is_kept(
    database: Database, service: sqlite3.Connection
) -> None:
    """What a call plan lacks comes from the controller; of live state only what is there is known."""
    needed = f"{SCHEMA} CREATE TABLE member (name);"
    database.schema = Schema(needed)
    assert database.mend() == f"{database.path} lacks the table member and 1 more"
    assert rows(database.path) == ["one", "two"]
    database.schema = Schema(needed, replaced=True)
    assert "was set aside" in database.mend()
    assert database.files() == []
    # The service still has it open: written down again, it would be as useless as before.
    assert "there will be a new one" in database.mend()


def test_a_call_plan_of_another_version_is_for_the_apply_to_replace(database: Database) -> None:
    database.schema = Schema(SCHEMA.replace("3", "4") + "CREATE TABLE member (name);", replaced=True)
    assert database.trouble() == ""
