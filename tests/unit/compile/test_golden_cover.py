"""The golden specs leave nothing out: each block type, each feature code, each field, and each table of the call plan."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from tests.unit.compile.test_golden_callplans import SPECS, golden
from wcoctl.blocks.feature_codes.actions import ACTIONS
from wcoctl.blocks.feature_codes.model import FeatureCodes
from wcoctl.blocks.registry import TYPES
from wcoctl.compile.callplan import compile_site
from wcoctl.compile.rows import TABLES
from wcoctl.model.load import load_tenant
from wcoctl.model.tenant import Tenant

GOOD = [
    load_tenant(file).model for file in sorted((Path(__file__).parents[2] / "specs" / "ok").glob("*.yml"))
]
COMPILED = [load_tenant(file).model for file in SPECS]


def parts(value: object) -> Iterator[BaseModel]:
    """Yield every model in a value, itself too."""
    if isinstance(value, BaseModel):
        yield value
        yield from (part for inner in vars(value).values() for part in parts(inner))
    elif isinstance(value, dict):
        yield from (part for inner in value.values() for part in parts(inner))
    elif isinstance(value, list):
        yield from (part for inner in value for part in parts(inner))


def fields(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """Yield every field that a model and the models in it have."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield f"{model.__name__}.{name}"
        for inner in _models(field.annotation):
            yield from fields(inner, seen)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def test_each_block_type_is_in_a_golden_call_plan() -> None:
    assert {block.type for tenant in COMPILED for block in tenant.blocks.values()} == set(TYPES)


def test_each_phone_code_is_in_a_golden_call_plan() -> None:
    blocks = [block for tenant in COMPILED for block in tenant.blocks.values()]
    codes = [action for block in blocks if isinstance(block, FeatureCodes) for action in block.codes.values()]
    assert {code.action for code in codes} == set(ACTIONS)


def test_each_table_has_rows_in_a_golden_call_plan() -> None:
    found = {table for spec in SPECS for table in json.loads(golden(spec).read_text())["tables"]}
    assert found == set(TABLES.values()) - compile_site().tables().keys()


def test_each_field_is_set_in_a_golden_spec() -> None:
    used = {
        f"{type(part).__name__}.{name}"
        for spec in GOOD
        for part in parts(spec)
        for name in part.model_fields_set
    }
    assert set(fields(Tenant, set())) - used == set()
