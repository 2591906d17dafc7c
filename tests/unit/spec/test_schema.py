"""The committed JSON Schemas, and the commands around them."""

import json
from pathlib import Path
from typing import Any

import pytest

from wcoctl.spec.schema import MODELS, drifted, schema_text, write_schemas

SCHEMAS = Path(__file__).parents[3] / "schemas"


def test_the_committed_schemas_are_those_of_the_models() -> None:
    assert drifted(SCHEMAS) == []


def test_drift_is_seen_and_mended(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    (tmp_path / "site.schema.json").write_text("{}")
    (tmp_path / "hosts.schema.json").unlink()
    assert [file.name for file in drifted(tmp_path)] == ["site.schema.json", "hosts.schema.json"]
    assert len(write_schemas(tmp_path)) == 2
    assert drifted(tmp_path) == []


@pytest.mark.parametrize("name", MODELS)
def test_every_field_has_a_description(name: str) -> None:
    schema = json.loads(schema_text(name))
    models: dict[str, Any] = {name: schema, **schema.get("$defs", {})}
    fields = [
        (model, field, body)
        for model, part in models.items()
        for field, body in part.get("properties", {}).items()
    ]
    assert fields
    assert [(model, field) for model, field, body in fields if not body.get("description")] == []
