"""Who may give what to whom: nobody gives, or takes over by a new password, what they do not have themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wco_portal.access.permissions import COMPANY_PERMISSIONS, STAFF_PERMISSIONS, Permission, Scope
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection
from wcoctl.accounts.audit_log import OPERATOR

__all__ = ["Roster", "assignable", "may_give", "may_manage", "own_scope", "roster_of"]


@dataclass(frozen=True)
class Roster:
    """The users of a company's document, whom scopes name."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Of each user, by identifier."""
    departments: Mapping[str, str | None] = field(default_factory=dict)
    """Of each user."""
    logins: Mapping[str, str] = field(default_factory=dict)
    """User of each login."""

    def all_departments(self) -> list[str]:
        """Return the names of the departments."""
        return sorted({department for department in self.departments.values() if department})


def roster_of(connection: CompanyConnection) -> Roster:
    """Return the users of the connection's company, as the switchboard has them."""
    row = connection.execute("SELECT document->'users' AS users FROM company").fetchone()
    users: dict[str, dict[str, Any]] = (row and row["users"]) or {}
    return Roster(
        {name: user["name"] for name, user in users.items()},
        {name: user.get("department") for name, user in users.items()},
        {user["login"]: name for name, user in users.items() if user.get("login")},
    )


def assignable(visitor: Visitor) -> tuple[Permission, ...]:
    """Return the permissions that accounts of the visitor's company can have at all."""
    return STAFF_PERMISSIONS if visitor.company == OPERATOR else COMPANY_PERMISSIONS


def own_scope(visitor: Visitor, permission: Permission) -> Scope:
    """Return whom a permission of the visitor covers."""
    if {Permission.OWNER, Permission.OPERATOR_STAFF} & visitor.permissions.keys():
        return Scope()
    return visitor.permissions.get(permission, Scope())


def may_give(visitor: Visitor, permission: Permission, scope: Scope, roster: Roster) -> bool:
    """Tell whether the visitor may give a permission, and take it away."""
    return (
        permission in assignable(visitor)
        and visitor.may(permission, change=True)
        and own_scope(visitor, permission).contains(scope, roster.departments)
    )


def may_manage(visitor: Visitor, login: str, permissions: Mapping[Permission, Scope], roster: Roster) -> bool:
    """Tell whether the visitor may change an account: it is one of theirs, and has nothing that they could not give."""
    user = roster.logins.get(login, "")
    return (
        visitor.may(Permission.MANAGE_USERS, change=True)
        and own_scope(visitor, Permission.MANAGE_USERS).covers(user, roster.departments.get(user))
        and all(may_give(visitor, one, scope, roster) for one, scope in permissions.items())
    )
