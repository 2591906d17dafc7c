"""SQLite files of this node: they have to exist, as those who write them make them."""

import sqlite3
from pathlib import Path
from typing import Literal

__all__ = ["open_file"]


def open_file(path: Path, mode: Literal["ro", "rw"] = "rw", timeout: float = 5.0) -> sqlite3.Connection:
    """Open a file; sqlite3.OperationalError when it is not there. The timeout is how long to wait for a lock, in seconds."""
    return sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, timeout=timeout)
