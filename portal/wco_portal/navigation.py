"""The main menu: each screen that the visitor may open."""

from collections.abc import Iterator
from dataclasses import dataclass

from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.texts import marked
from wcoctl.accounts.audit_log import OPERATOR

__all__ = ["Entry", "entries"]


@dataclass(frozen=True)
class Entry:
    """A screen in the menu."""

    path: str
    label: str
    permission: Permission | None = None
    of_company: bool = True
    """False: the operator's staff have it for themselves too."""
    instead: Permission | None = None
    """Another permission that will do too."""

    def current(self, path: str) -> str:
        """Return what ``aria-current`` says on a page: it is the entry's, one below it, or another one."""
        if path == self.path:
            return "page"
        return "true" if self.path != "/" and path.startswith(f"{self.path}/") else ""


_ENTRIES = (
    Entry("/operator", marked("Companies"), Permission.SUPPORT, of_company=False),
    Entry("/", marked("Overview")),
    Entry(
        "/switchboard",
        marked("Switchboard"),
        Permission.CONFIGURE,
        instead=Permission.MANAGE_USERS,
    ),
    Entry("/wizard", marked("Wizard"), Permission.CONFIGURE),
    Entry("/live", marked("Switches"), Permission.CONFIGURE),
    Entry("/drawing", marked("Drawing"), Permission.CONFIGURE),
    Entry("/check", marked("What would happen?"), Permission.CONFIGURE),
    Entry("/changes", marked("Changes"), Permission.CONFIGURE),
    Entry("/people", marked("People"), Permission.MANAGE_USERS, of_company=False),
    Entry("/audit", marked("Audit log"), Permission.READ_AUDIT, of_company=False),
)


def entries(visitor: Visitor) -> Iterator[Entry]:
    """Yield the entries of the visitor's menu."""
    for entry in _ENTRIES:
        wanted = [one for one in (entry.permission, entry.instead) if one]
        permitted = not wanted or any(map(visitor.may, wanted))
        if permitted and not (entry.of_company and visitor.company == OPERATOR):
            yield entry
