"""What routes of this screen ask for: a visitor who may see or change accounts, and the account of the path."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException

from wco_portal.access.delegation import Roster, may_manage, roster_of
from wco_portal.access.entry import Base, Forbidden, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.audit import difference
from wco_portal.database import CompanyConnection
from wco_portal.screens.people.queries import Person, lock, person_of
from wco_portal.texts import marked
from wcoctl.accounts.audit_log import record

__all__ = ["LAST_OWNER", "TOP", "Changer", "Found", "Reader", "Subject", "current", "log_change"]

TOP = {Permission.OWNER, Permission.OPERATOR_STAFF}
"""Somebody who can log in has one of these, whatever is changed."""
LAST_OWNER = marked("This is the last owner; make somebody else an owner first.")

Reader = Annotated[Visitor, Depends(required(Permission.MANAGE_USERS))]
Changer = Annotated[Visitor, Depends(required(Permission.MANAGE_USERS, change=True))]


@dataclass(frozen=True)
class Subject:
    """The account that a page is about."""

    person: Person
    roster: Roster
    mine: bool
    """Whether the visitor may change it."""


def _subject(connection: CompanyConnection, visitor: Visitor, account: UUID) -> Subject:
    person = person_of(connection, account)
    if person is None:
        raise HTTPException(404)
    roster = roster_of(connection)
    return Subject(person, roster, may_manage(visitor, person.login, person.permissions, roster))


def _found(database: Base, visitor: Reader, account: UUID) -> Subject:
    with database.company(visitor.company) as connection:
        return _subject(connection, visitor, account)


Found = Annotated[Subject, Depends(_found)]


def current(connection: CompanyConnection, visitor: Visitor, account: UUID) -> Subject:
    """Return the account as it stands, for a change that no other one comes between; Forbidden if it is not theirs."""
    lock(connection)
    subject = _subject(connection, visitor, account)
    if not subject.mine:
        raise Forbidden
    return subject


def log_change(connection: CompanyConnection, visitor: Visitor, old: Person) -> None:
    """Log what was changed of an account."""
    new = person_of(connection, old.account)
    if new is None:
        raise LookupError(old.account)
    before, after = difference(old.snapshot(), new.snapshot())
    if before or after:
        record(connection, visitor.actor, "change_account", old.login, before=before, after=after)
