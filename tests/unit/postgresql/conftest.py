"""Hosts have psycopg, and the desk has not."""

import sys
from types import SimpleNamespace

sys.modules.setdefault("psycopg", SimpleNamespace(Connection=None))  # type: ignore[arg-type]
