"""Permissions (prawa) and whom they cover."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wco_portal.texts import marked

__all__ = ["COMPANY_PERMISSIONS", "LABELS", "STAFF_PERMISSIONS", "Permission", "Scope"]


class Permission(StrEnum):
    """What an account may do (row 29 of the feature contract)."""

    OWNER = "owner"
    CONFIGURE = "configure"
    MANAGE_USERS = "manage_users"
    REPORTS = "reports"
    LISTEN_RECORDINGS = "listen_recordings"
    DOWNLOAD_RECORDINGS = "download_recordings"
    DELETE_RECORDINGS = "delete_recordings"
    DELETE_REPORTS = "delete_reports"
    FAX = "fax"
    READ_AUDIT = "read_audit"
    LEAD_RECEPTION = "lead_reception"
    RECEPTIONIST = "receptionist"
    ASSISTANT = "assistant"
    API = "api"
    READ_ONLY = "read_only"
    OPERATOR_STAFF = "operator"
    SUPPORT = "support"


LABELS: Mapping[Permission, str] = {
    Permission.OWNER: marked("Owner: everything, and who else may do what"),
    Permission.CONFIGURE: marked("Configure the switchboard and publish changes"),
    Permission.MANAGE_USERS: marked("Manage users and their accounts"),
    Permission.REPORTS: marked("See reports"),
    Permission.LISTEN_RECORDINGS: marked("Listen to recordings"),
    Permission.DOWNLOAD_RECORDINGS: marked("Download recordings"),
    Permission.DELETE_RECORDINGS: marked("Delete recordings"),
    Permission.DELETE_REPORTS: marked("Delete reports"),
    Permission.FAX: marked("Read and send faxes"),
    Permission.READ_AUDIT: marked("Read the audit log"),
    Permission.LEAD_RECEPTION: marked("Lead receptions and groups"),
    Permission.RECEPTIONIST: marked("Work as a receptionist"),
    Permission.ASSISTANT: marked("Call from a main number"),
    Permission.API: marked("Use the API"),
    Permission.READ_ONLY: marked("See everything, change nothing"),
    Permission.OPERATOR_STAFF: marked("Operator: all companies"),
    Permission.SUPPORT: marked("Operator's support: see companies, change nothing"),
}

STAFF_PERMISSIONS = (Permission.OPERATOR_STAFF, Permission.SUPPORT)
"""Those of the operator's staff, who have no others."""

COMPANY_PERMISSIONS = tuple(permission for permission in Permission if permission not in STAFF_PERMISSIONS)
"""Those that a company gives to its people."""


@dataclass(frozen=True)
class Scope:
    """Whom a permission covers."""

    kind: str = "everybody"
    """``everybody``, ``departments`` or ``users``."""
    members: Collection[str] = ()

    def contains(self, other: "Scope", departments: Mapping[str, str | None]) -> bool:
        """Tell whether it covers all whom another one covers; ``departments`` are the users' own."""
        if self.kind == "everybody":
            return True
        match other.kind:
            case "everybody":
                return False
            case "departments":
                return self.kind == "departments" and set(other.members) <= set(self.members)
            case _:
                return all(self.covers(user, departments.get(user)) for user in other.members)

    def covers(self, user: str, department: str | None) -> bool:
        """Tell whether it covers a user."""
        match self.kind:
            case "everybody":
                return True
            case "departments":
                return department in self.members
            case _:
                return user in self.members
