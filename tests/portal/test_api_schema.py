"""The API against its own OpenAPI document: whatever is sent, it answers as the document says, and never that it broke."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from tests.portal.postgresql import new_database
from tests.portal.process import portal
from tests.portal.site import PortalDatabase

_numbers = count()
_CONDITIONS: tuple[dict[str, str], ...] = ({}, {"If-None-Match": "*"}, {"If-Match": "*"})
_CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            # What is valid may still not fit what is there: no such entry (404), two changes at a time (409), a stale or missing
            # ETag (412, 428), mistakes in a draft (422).
            "positive_data_acceptance": {"expected-statuses": ["2xx", 404, 409, 412, 422, 428]},
            # Parameters and headers that nobody asked for are let be, as HTTP does; test_api.py has what is refused.
            "negative_data_rejection": {"enabled": False},
        }
    }
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_it_answers_as_its_document_says(socket: Path, tmp_path: Path, mode: GenerationMode) -> None:
    name = f"schema_{next(_numbers)}"
    new_database(socket, name)
    database = PortalDatabase(socket, name)
    database.add_company()
    account = database.add_account()
    staff = database.add_account("orders", "@operator", ("operator",))
    with portal(socket, name, tmp_path) as origin:
        schema = schemathesis.openapi.from_url(f"{origin}/api/v1/openapi.json", config=_CONFIG)
        found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
        assert len(found) > 8
        for operation in found:
            # A token for each, as one may make 300 requests a minute.
            own = not operation.path.startswith("/operator")
            token = database.add_token(account) if own else database.add_token(staff, "@operator")
            assert tried(operation, mode, token)


def tried(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, token: str) -> int:
    """Send an operation's requests, and return how many there were."""
    sent = {"Authorization": f"Bearer {token}"}
    conditions = _CONDITIONS if operation.path.startswith("/draft") else ({},)
    number = 0

    @settings(
        max_examples=12,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Case[Any]) -> None:
        nonlocal number
        for condition in conditions:
            number += 1
            case.call_and_validate(headers=sent | condition)

    check()
    return number
