"""The call plan's schema: the tables that all tenants have, and those of each block type, which stand in its folder."""

import hashlib
import re
from functools import cache
from pathlib import Path

from wcoctl.blocks.registry import TYPES

__all__ = ["call_plan_schema", "schema_version", "version_of"]

_HERE = Path(__file__).parent
_BLOCKS = _HERE.parent / "blocks"
_WRITTEN = _HERE.parents[1] / "schemas" / "callplan.sql"


@cache
def call_plan_schema() -> str:
    """Return the text of ``schemas/callplan.sql``.

    Its version comes from the statements: it changes when and only when they do, and hosts rebuild their call plan then.
    """
    files = [*sorted(_BLOCKS.glob("*_tables.sql")), *(_BLOCKS / type_ / "tables.sql" for type_ in TYPES)]
    tables = (file.read_text(encoding="utf-8") for file in files if file.exists())
    text = "\n".join(((_HERE / "tables.sql").read_text(encoding="utf-8"), *tables))
    return text.replace("@version@", str(version_of(text)))


@cache
def schema_version() -> int:
    """Return the version of the schema that hosts get, and that the controller compiles for."""
    found = re.search(r"^PRAGMA user_version = (\d+);", _WRITTEN.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise ValueError(f"{_WRITTEN} sets no user_version")
    return int(found[1])


def version_of(text: str) -> int:
    """Return the version of these statements, whatever their order and comments: 28 bits, as SQLite keeps 32 with a sign."""
    statements = re.sub("--.*", "", text).split(";")
    plain = sorted(" ".join(statement.split()) for statement in statements)
    return int(hashlib.sha256("\n".join(plain).encode()).hexdigest()[:7], 16)
