"""Notes: what is accepted, and probably not meant."""

from collections.abc import Iterable
from datetime import datetime

from wcoctl.errors import Problem
from wcoctl.model.index import TenantIndex
from wcoctl.model.rules_forwards import circle_notes

__all__ = ["notes"]


def notes(tenants: Iterable[TenantIndex], now: datetime) -> list[Problem]:
    """Return what is to be said of tenants, alone and against each other, that keeps nobody from anything."""
    tenants = sorted(tenants, key=lambda index: (index.tenant, index.file))
    found = [Problem(index.file, *note) for index in tenants for note in index.notes]
    for index in tenants:
        for name, (line, at) in index.announced.items():
            if at <= now.timestamp():
                path = f"occasional_announcements.{name}.last"
                found.append(Problem(index.file, line, path, "is over, so it is not played", "delete it"))
    return sorted({*found, *circle_notes(tenants)})
