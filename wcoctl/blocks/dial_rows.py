"""The table that user and redirect share."""

from collections.abc import Mapping
from typing import NamedTuple

from wcoctl.compile.row import Row

__all__ = ["TABLES", "DialRow"]


class DialRow(NamedTuple):
    """The one phone that a user or redirect block rings."""

    tenant: str
    block: str
    user: str
    number: str
    ring_seconds: int
    landline: int


TABLES: Mapping[type[Row], str] = {DialRow: "dial"}
