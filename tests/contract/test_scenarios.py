"""What Molecule's scenarios bring with them fits what the roles expect."""

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from tests.tools.bundles import BUNDLES
from wcoctl.compile.schema import schema_version
from wcoctl.workspace.directory import REPOSITORY


@pytest.mark.parametrize("file", BUNDLES, ids=lambda file: str(file.relative_to(REPOSITORY / "molecule")))
def test_bundles_are_of_the_present_schema(file: Path) -> None:
    bundle = json.loads(file.read_text(encoding="utf-8"))
    assert bundle["schema_version"] == schema_version(), "python -m tests.tools.bundles"
    plan = sqlite3.connect(":memory:")
    plan.executescript((REPOSITORY / "schemas" / "callplan.sql").read_text(encoding="utf-8"))
    for tenant in bundle["tenants"].values():
        rows = json.dumps(tenant["tables"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert tenant["digest"] == hashlib.sha256(rows.encode()).hexdigest()
        for table, lines in tenant["tables"].items():
            columns = plan.execute("SELECT count(*) FROM pragma_table_info(?)", (table,)).fetchone()[0]
            assert {len(line) for line in lines} <= {columns}, table
