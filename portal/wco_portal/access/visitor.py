"""Who makes a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from wco_portal.access.permissions import STAFF_PERMISSIONS, Permission, Scope
from wco_portal.moments import HOME_ZONE
from wco_portal.texts import Language
from wcoctl.accounts.audit_log import OPERATOR, Actor, Kind

__all__ = ["READING", "Stage", "Visitor"]

Stage = Literal["code", "password", "enrol", "open"]
"""What a session still lacks: the code of the authenticator app, a password of the person's own, an authenticator app, nothing."""

READING = frozenset(
    {Permission.CONFIGURE, Permission.REPORTS, Permission.READ_AUDIT, Permission.MANAGE_USERS}
)
"""What ``read_only`` and ``support`` may look at, and not change."""


@dataclass(frozen=True)
class Visitor:
    """An account in a session, or one whose token a program has."""

    session: UUID
    """Or the token."""
    account: UUID
    tenant: str
    """Company of the account; of the operator's staff ``@operator``."""
    company: str
    """Company whose pages these are."""
    login: str
    name: str
    language: Language
    stage: Stage
    address: str
    confirmed: datetime
    """When the password was last given."""
    permissions: Mapping[Permission, Scope]
    company_name: str = ""
    """Of a company that the operator's staff look at."""
    timezone: str = HOME_ZONE
    """Of that company: times on its pages are in it."""
    via: Literal["browser", "api"] = "browser"
    """``api``: a program with a token of the account."""

    @property
    def staff(self) -> bool:
        """Whether this is one of the operator's people."""
        return self.tenant == OPERATOR

    @property
    def looks(self) -> bool:
        """Whether these are the pages of a company that is not their own."""
        return self.company != self.tenant

    @property
    def actor(self) -> Actor:
        """How the audit log names them."""
        staff: Kind = "operator" if Permission.OPERATOR_STAFF in self.permissions else "support"
        kind = staff if self.staff else "account"
        if self.via == "api":
            return self.login, kind, self.address, "api"
        return self.login, kind, self.address

    def may(self, permission: Permission, *, change: bool = False) -> bool:
        """Tell whether they have a permission at all; with ``change``, to more than look."""
        held = self.permissions
        if permission in held:
            return True
        if Permission.OPERATOR_STAFF in held:
            return permission != Permission.OWNER or not self.looks
        if permission in STAFF_PERMISSIONS:
            return False
        if Permission.OWNER in held:
            return True
        reads = self.looks if Permission.SUPPORT in held else Permission.READ_ONLY in held
        return reads and not change and permission in READING

    def covers(self, permission: Permission, user: str, department: str | None) -> bool:
        """Tell whether a permission that they have covers a user."""
        if Permission.OWNER in self.permissions or permission not in self.permissions:
            return self.may(permission)
        return self.permissions[permission].covers(user, department)
