"""Each golden spec is drawn exactly as the ``graph.dot`` beside it, in Graphviz' own language.

After a wanted change write them anew with ``python -m tests.unit.graph.test_golden_graphs`` and read the difference before it
is committed.
"""

from pathlib import Path

import pytest

from wcoctl.graph import draw
from wcoctl.model.load import load_tenant

SPECS = sorted((Path(__file__).parents[2] / "specs" / "ok").glob("compiled_*.yml"))


def golden(spec: Path) -> Path:
    return spec.with_suffix(".expected") / "graph.dot"


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_a_spec_is_drawn_as_its_golden_graph(spec: Path) -> None:
    assert draw(load_tenant(spec).model).source == golden(spec).read_text(encoding="utf-8")


if __name__ == "__main__":
    for spec in SPECS:
        golden(spec).write_text(draw(load_tenant(spec).model).source, encoding="utf-8")
