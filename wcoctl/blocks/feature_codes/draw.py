"""Feature codes in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.feature_codes.actions import FeatureAction
from wcoctl.blocks.feature_codes.model import FeatureCodes
from wcoctl.graph.labels import first
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("septagon", "#ecfccb")


def details(_tenant: Tenant, _name: str, block: FeatureCodes) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield from first([f"{code} {_does(action)}" for code, action in block.codes.items()], "codes")


def _does(action: FeatureAction) -> str:
    """Say what a code does, and to what."""
    settings = action.model_dump(exclude={"action", "hours"})
    return " ".join([action.action.replace("_", " "), *(value for value in settings.values() if value)])
