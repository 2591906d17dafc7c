"""Call records as PostgreSQL holds them."""

import json
from dataclasses import dataclass
from typing import Any

__all__ = ["RECORDS", "Record"]

RECORDS = """
SELECT to_jsonb(c) || jsonb_build_object(
    'started', extract(epoch FROM c.started),
    'legs', (SELECT coalesce(jsonb_agg(to_jsonb(l)), '[]') FROM leg AS l WHERE l.call = c.call))
FROM call AS c WHERE c.started >= to_timestamp({since}) ORDER BY c.started
"""


@dataclass(frozen=True)
class Record:
    """One call record with its legs."""

    columns: dict[str, Any]
    """All of them; ``legs`` holds those of the legs."""

    @classmethod
    def read(cls, line: str) -> "Record":
        """Read a record from a line of JSON."""
        return cls(json.loads(line))

    @property
    def dialled(self) -> str:
        """The number that was called."""
        return str(self.columns["dialled"])

    @property
    def caller(self) -> str:
        """The caller's number, empty when withheld."""
        return str(self.columns["caller"])

    @property
    def started(self) -> float:
        """Seconds since the epoch."""
        return float(self.columns["started"])

    @property
    def outcome(self) -> str:
        """What came of the call."""
        return str(self.columns["outcome"])

    @property
    def node(self) -> str:
        """Media host that served the call."""
        return str(self.columns["node"])

    @property
    def path(self) -> list[dict[str, Any]]:
        """Steps ``{"ms", "block", "exit"}``."""
        return list(self.columns["path"])

    @property
    def steps(self) -> list[str]:
        """The path as stories write it."""
        return [f"{step['block']}:{step['exit']}" for step in self.path]

    @property
    def legs(self) -> list[tuple[str, str]]:
        """Number and result of each phone that was rung."""
        return sorted((str(leg["number"]), str(leg["result"])) for leg in self.columns["legs"])
