"""The models of all block types, and the type of a spec's block."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, get_args

from pydantic import Field

from wcoctl.blocks.base import BaseBlock
from wcoctl.blocks.registry import TYPES, part

__all__ = ["MODELS", "Block"]


def _model(type_: str) -> type[BaseBlock]:
    model: type[BaseBlock] = part(type_, "model", "MODEL")
    said = get_args(model.model_fields["type"].annotation)
    if said != (type_,):
        raise LookupError(f"wcoctl/blocks/{type_}/model.py is of the type {', '.join(said)}")
    return model


MODELS = {type_: _model(type_) for type_ in TYPES}

if TYPE_CHECKING:
    Block = BaseBlock
else:
    Block = Annotated[reduce(or_, MODELS.values()), Field(discriminator="type")]
