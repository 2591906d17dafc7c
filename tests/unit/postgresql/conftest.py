"""Hosts have psycopg, and the controller has not."""

import sys
from types import SimpleNamespace

sys.modules.setdefault("psycopg", SimpleNamespace(Connection=None))  # type: ignore[arg-type]
