"""A tenant's data, wherever it is from, and all that is wrong with it."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from wcoctl.model.finding import Finding
from wcoctl.model.rules import COLLECTIONS, check_tenant, names_of
from wcoctl.model.tenant import Tenant
from wcoctl.model.wording import explain

__all__ = ["MOST", "check_data", "read_model"]

MOST = 200
"""At most about this many problems are reported per file; nobody reads more, and reporting each costs a search."""

_Model = TypeVar("_Model", bound=BaseModel)


def check_data(data: Mapping[str, Any], known: Iterable[Finding] = ()) -> tuple[Tenant | None, list[Finding]]:
    """Return the tenant, or none if its data cannot be read as one, and what is wrong with it; ``known`` is wrong already."""
    model, findings = read_model(Tenant, data, known)
    if model is None:
        return None, findings + _partly(data, findings)
    return model, findings + list(islice(check_tenant(model, names_of(model)), MOST))


def read_model(
    kind: type[_Model], data: Mapping[str, Any], known: Iterable[Finding] = ()
) -> tuple[_Model | None, list[Finding]]:
    """Return the model, or none and what keeps the data from being one."""
    findings = list(known)
    try:
        model = kind.model_validate(data)
    except ValidationError as error:
        return None, findings + [explain(part, kind) for part in error.errors(include_url=False)[:MOST]]
    return None if findings else model, findings


def _partly(readable: Mapping[str, Any], findings: Iterable[Finding]) -> list[Finding]:
    """Return what the rules find in the readable parts of a tenant, the others being skipped."""
    data: dict[str, Any] = dict(readable)
    names = {name: data[name] if isinstance(data.get(name), dict) else {} for name in COLLECTIONS}
    unread = {place[0] for place, *_ in findings if place}
    for place, *_ in findings:
        top = str(place[0]) if place else ""
        if len(place) > 1 and names.get(top) and top in data:
            data[top] = {name: value for name, value in data[top].items() if name != place[1]}
        else:
            data.pop(top, None)
    try:
        tenant = Tenant.model_validate(data)
    except ValidationError:
        return []
    found = check_tenant(tenant, names, whole=False, contract="contract" not in unread)
    return list(islice(found, MOST))
