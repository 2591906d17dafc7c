"""The committed JSON Schemas, and the commands around them."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from wcoctl.blocks.models import Block
from wcoctl.blocks.registry import TYPES, example
from wcoctl.model.load import load_hosts, load_site
from wcoctl.model.manual import site_example
from wcoctl.model.schema import MODELS, drifted, schema_text, write_schemas

REPOSITORY = Path(__file__).parents[3]


def test_the_committed_schemas_are_those_of_the_models() -> None:
    assert drifted(REPOSITORY) == []


def test_drift_is_seen_and_mended(tmp_path: Path) -> None:
    for folder in ("schemas", "docs"):
        (tmp_path / folder).mkdir()
    write_schemas(tmp_path)
    (tmp_path / "schemas" / "site.schema.json").write_text("{}")
    (tmp_path / "docs" / "spec.md").unlink()
    assert [file.name for file in drifted(tmp_path)] == ["site.schema.json", "spec.md"]
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


@pytest.mark.parametrize("type_", TYPES)
def test_every_block_has_an_example_that_is_valid(type_: str) -> None:
    blocks = TypeAdapter(dict[str, Block]).validate_python(yaml.safe_load(example(type_)))
    assert [block.type for block in blocks.values()] == [type_]


def test_the_example_of_a_site_is_valid(tmp_path: Path) -> None:
    for name in ("site.yml", "hosts.yml"):
        (tmp_path / name).write_text(site_example(name))
    site = load_site(tmp_path)
    load_hosts(tmp_path, site)
    assert len(site.trunks) == 3
