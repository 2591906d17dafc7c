"""What a call asks a company's server: the channel's variables, the request's body, and its signature."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

__all__ = ["VARIABLES", "Question", "body_of", "question_of", "tenant_key"]

VARIABLES = {
    "url": "WCO_WEBHOOK_URL",
    "values": "WCO_WEBHOOK_VALUES",
    "variables": "WCO_WEBHOOK_VARIABLES",
    "timeout": "WCO_WEBHOOK_TIMEOUT_MS",
    "tenant": "WCO_TENANT",
    "block": "WCO_BLOCK",
    "call": "WCO_CALL",
    "caller": "WCO_CALLER",
    "dialled": "WCO_DIALLED",
    "digits": "WCO_DIGITS",
    "language": "WCO_LANGUAGE",
}
"""The channel variable behind each part of a question; lists are divided by blanks."""

SHORTEST, LONGEST = 100, 3000
"""Milliseconds that a server may take."""


@dataclass(frozen=True)
class Question:
    """One call to a server."""

    url: str
    values: frozenset[str]
    """The answers that choose an exit."""
    variables: frozenset[str]
    """The variables that are kept."""
    timeout: float
    """Seconds for everything: name, connection, both tries."""
    tenant: str
    block: str
    call: str
    caller: str
    """Empty for an anonymous one."""
    dialled: str
    digits: str
    """The last ones that the caller pressed."""
    language: str


def question_of(channel: Mapping[str, str]) -> Question:
    """Make a question of a channel's variables, named as in ``VARIABLES``."""
    parts = dict(channel)
    values, variables = parts.pop("values"), parts.pop("variables")
    return Question(
        values=_names(values, r"[a-z0-9_]{1,40}"),
        variables=_names(variables, r"[a-z][a-z0-9_]{0,39}"),
        timeout=_milliseconds(parts.pop("timeout")) / 1000,
        **parts,
    )


def _names(text: str, form: str) -> frozenset[str]:
    """Divide a list; what is no name would be no exit and no variable either."""
    return frozenset(name for name in text.split() if re.fullmatch(form, name))


def _milliseconds(text: str) -> int:
    digits = text if text.isascii() and text.isdigit() else ""
    return max(SHORTEST, min(int(digits[:6] or LONGEST), LONGEST))


def body_of(question: Question, now: datetime) -> bytes:
    """Return the request's body."""
    names = ("call", "tenant", "block", "caller", "dialled", "digits", "language")
    content = {name: getattr(question, name) for name in names}
    return json.dumps(content | {"time": now.isoformat(timespec="milliseconds")}).encode()


def tenant_key(master: bytes, tenant: str) -> bytes:
    """Return the key that a tenant shares with its server; it tells nothing of the site's."""
    return hmac.digest(master, tenant.encode(), hashlib.sha256)
