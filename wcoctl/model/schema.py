"""JSON Schemas of the specs and the manual, for editors and for the people who read them."""

import json
from pathlib import Path

from pydantic import BaseModel

from wcoctl.model.manual import manual, site_manual
from wcoctl.model.site import Hosts, Site
from wcoctl.model.tenant import Tenant

__all__ = ["MODELS", "drifted", "schema_text", "write_schemas"]

MODELS: dict[str, type[BaseModel]] = {"tenant": Tenant, "site": Site, "hosts": Hosts}


def schema_text(name: str) -> str:
    """Return the JSON Schema of one spec, as its file holds it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **MODELS[name].model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def drifted(repository: Path) -> list[Path]:
    """Return the files that are missing or differ from the models."""
    return [
        file for file, text in _files(repository).items() if not file.is_file() or file.read_text() != text
    ]


def write_schemas(repository: Path) -> list[Path]:
    """Write the files that differ, and return them."""
    changed = drifted(repository)
    for file in changed:
        file.write_text(_files(repository)[file])
    return changed


def _files(repository: Path) -> dict[Path, str]:
    schemas = {repository / "schemas" / f"{name}.schema.json": schema_text(name) for name in MODELS}
    pages = {"spec.md": manual(), "site.md": site_manual()}
    return schemas | {repository / "docs" / name: text for name, text in pages.items()}
