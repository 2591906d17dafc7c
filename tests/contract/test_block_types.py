"""What has an entry for each block type has one for each; branches are mypy's business (exhaustive-match)."""

from wcoctl.graph.draw import SHAPES
from wcoctl.simulate.engine import BLOCKS
from wcoctl.spec.blocks import BLOCK_TYPES


def test_every_block_type_is_drawn_and_walked() -> None:
    assert set(SHAPES) == set(BLOCK_TYPES)
    assert set(BLOCKS) | {"hangup"} == set(BLOCK_TYPES)
