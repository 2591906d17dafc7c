"""Arguments and options by the rules of the specs: all mistakes at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from wcoctl.errors import Problem
from wcoctl.model.check import read_model

__all__ = ["checked"]

_Model = TypeVar("_Model", bound=BaseModel)


def checked(
    kind: type[_Model], given: Mapping[str, str | None], names: Mapping[str, str], problems: list[Problem]
) -> _Model | None:
    """Return the model; none when something is wrong, which is added to the problems by the names of arguments and options."""
    data = {key: value for key, value in given.items() if value is not None}
    model, findings = read_model(kind, data)
    for finding in findings:
        name = names[str(finding.place[0])]
        problems.append(Problem(Path(name), 0, "", finding.message, finding.hint))
    return model
