"""Requests that are sent again since their answer was lost: with the same Idempotency-Key they get the same answer for 24 hours.

Kept is what was done, in its transaction. What was refused has changed nothing, and is tried anew.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Header
from psycopg.types.json import Jsonb

from wco_portal.access.visitor import Visitor
from wco_portal.api.problems import Refusal
from wco_portal.database import CompanyConnection

__all__ = ["IdempotencyKey", "once"]

IdempotencyKey = Annotated[
    str, Header(max_length=200, pattern="^[!-~]*$", description="Any text of your own, new for each request")
]


def once(
    connection: CompanyConnection, visitor: Visitor, key: str, request: str, do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Return what a request is answered, by doing it if the account has not sent it with this key before."""
    if not key:
        return do()
    owner, digest = visitor.account, sha256(request.encode()).digest()
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{owner} {key}",))
    connection.execute("DELETE FROM api_answer WHERE created <= now() - interval '24 hours'")
    query = "SELECT request, answer FROM api_answer WHERE account = %s AND key = %s"
    known = connection.execute(query, (owner, key)).fetchone()
    if known is None:
        answer = do()
        connection.execute(
            "INSERT INTO api_answer (tenant, account, key, request, answer) VALUES (portal.tenant(), %s, %s, %s, %s)",
            (owner, key, digest, Jsonb(answer)),
        )
        return answer
    if known["request"] != digest:
        raise Refusal(422, "This Idempotency-Key was used for another request.", "key-used")
    kept: dict[str, Any] = known["answer"]
    return kept
