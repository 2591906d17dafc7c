"""JSON Schemas of the specs, for editors and for the people who read them."""

import json
from pathlib import Path

from pydantic import BaseModel

from wcoctl.spec.site import Hosts, Site
from wcoctl.spec.tenant import Tenant

__all__ = ["MODELS", "drifted", "schema_text", "write_schemas"]

MODELS: dict[str, type[BaseModel]] = {"tenant": Tenant, "site": Site, "hosts": Hosts}


def schema_text(name: str) -> str:
    """Return the JSON Schema of one spec, as its file holds it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **MODELS[name].model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def drifted(folder: Path) -> list[Path]:
    """Return the schema files that are missing or differ from the models."""
    return [file for file, text in _files(folder).items() if not file.is_file() or file.read_text() != text]


def write_schemas(folder: Path) -> list[Path]:
    """Write the schema files that differ, and return them."""
    changed = drifted(folder)
    for file in changed:
        file.write_text(_files(folder)[file])
    return changed


def _files(folder: Path) -> dict[Path, str]:
    return {folder / f"{name}.schema.json": schema_text(name) for name in MODELS}
