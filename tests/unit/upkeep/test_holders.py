"""Services that have other files open than those that are there."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from wco_upkeep_databases import Database
from wco_upkeep_holders import holders


def test_who_has_another_file_open_is_told(database: Database, service: sqlite3.Connection) -> None:
    older = database.path.with_name("backup")
    older.write_bytes(database.path.read_bytes())
    older.replace(database.path)
    assert str(os.getpid()) in {holder.process for holder in database.holders_of_other_files()}


def test_who_still_has_open_what_was_set_aside_is_told(
    database: Database, service: sqlite3.Connection
) -> None:
    """Not one of several processes: each is asked, since the others may have opened the new one already."""
    database.path.write_bytes(b"rubbish " * 1024)
    assert "set aside" in database.mend()
    with closing(sqlite3.connect(database.path)) as new, new:
        new.execute("CREATE TABLE line (text)")
    assert str(os.getpid()) in {holder.process for holder in database.holders_of_other_files()}


def test_who_has_it_open_on_a_file_system_that_was_taken_away_is_told(
    database: Database, tmp_path: Path
) -> None:
    process = tmp_path / "proc" / "7"
    (process / "fd").mkdir(parents=True)
    (process / "cgroup").write_text("0::/system.slice/asterisk.service\n")
    for handle, target in enumerate(("/live.db", "/live/live.db-wal", "/other.db", "live.db")):
        (process / "fd" / str(handle)).symlink_to(target)
    files = [database.path, database.path.with_name("live.db-wal")]
    assert sorted((holder.file.name, holder.unit) for holder in holders(files, tmp_path / "proc")) == [
        ("live.db", "asterisk.service"),
        ("live.db-wal", "asterisk.service"),
    ]
