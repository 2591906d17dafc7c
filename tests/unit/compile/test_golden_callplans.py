"""Each tests/specs/ok/compiled_*.yml compiles to exactly the call plan beside it.

After an intended change rewrite the call plans with ``python tests/unit/compile/test_golden_callplans.py``
and read the difference before it is committed.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from wcoctl.compile.callplan import compile_tenant
from wcoctl.model.load import load_tenant
from wcoctl.model.site import Speech

SPECS = sorted((Path(__file__).parents[2] / "specs" / "ok").glob("compiled_*.yml"))


def golden(spec: Path) -> Path:
    return spec.with_suffix(".expected") / "callplan.json"


def compiled(spec: Path) -> str:
    plan = compile_tenant(load_tenant(spec).model, {}, Speech())
    tables = ",\n".join(f'"{table}": [\n{_lines(rows)}\n]' for table, rows in plan.tables().items())
    return f'{{"tables": {{\n{tables}\n}}, "prompts": [\n{_lines(plan.recipes)}\n]}}\n'


def _lines(items: Any) -> str:
    return ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)


def test_there_are_golden_specs() -> None:
    assert len(SPECS) >= 3


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_a_spec_compiles_to_its_golden_call_plan(spec: Path) -> None:
    assert compiled(spec) == golden(spec).read_text()


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_a_golden_call_plan_is_json(spec: Path) -> None:
    assert set(json.loads(golden(spec).read_text())) == {"tables", "prompts"}


if __name__ == "__main__":
    for spec in SPECS:
        golden(spec).parent.mkdir(exist_ok=True)
        golden(spec).write_text(compiled(spec))
