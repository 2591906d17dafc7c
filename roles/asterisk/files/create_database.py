"""Create a database: the file is the argument, its schema comes on stdin. Says "created" if something was missing."""

import os
import sqlite3
import sys
from pathlib import Path

os.umask(0o007)
schema = sys.stdin.read()
with sqlite3.connect(sys.argv[1]) as database:
    before = database.execute("SELECT sql FROM sqlite_schema").fetchall()
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(schema)
    after = database.execute("SELECT sql FROM sqlite_schema").fetchall()
Path(sys.argv[1]).chmod(0o660)
print("current" if after == before else "created")
