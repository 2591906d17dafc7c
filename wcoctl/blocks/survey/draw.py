"""A survey in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.survey.model import Survey
from wcoctl.graph.labels import some
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("tab", "#fce7f3")


def details(_tenant: Tenant, _name: str, block: Survey) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield f"{len(block.questions)} questions: {some((each.name for each in block.questions), 2)}"
    yield from [f"one conversation in {block.one_in}"] if block.one_in > 1 else []
