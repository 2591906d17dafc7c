"""The models of all block types, what people call them, and the type of a spec's block."""

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, get_args

from pydantic import Field

from wcoctl.blocks.base import BaseBlock
from wcoctl.blocks.registry import TYPES, part

__all__ = ["MODELS", "Block", "titles"]

_TITLES = re.compile(r"(?P<en>[A-Z][^(]*) \((?P<pl>[^)]+)\)")


def _model(type_: str) -> type[BaseBlock]:
    model: type[BaseBlock] = part(type_, "model", "MODEL")
    said = get_args(model.model_fields["type"].annotation)
    if said != (type_,):
        raise LookupError(f"wcoctl/blocks/{type_}/model.py is of the type {', '.join(said)}")
    return model


MODELS = {type_: _model(type_) for type_ in TYPES}


def titles(type_: str) -> tuple[str, str]:
    """Return what people call a type, in English and in Polish: its model's docstring begins with that.

    LookupError if it does not.
    """
    found = _TITLES.match(MODELS[type_].__doc__ or "")
    if found is None:
        raise LookupError(
            f"wcoctl/blocks/{type_}/model.py: the model's docstring does not begin with `Name (nazwa)`"
        )
    return found["en"], found["pl"].capitalize()


if TYPE_CHECKING:
    Block = BaseBlock
else:
    Block = Annotated[reduce(or_, MODELS.values()), Field(discriminator="type")]
