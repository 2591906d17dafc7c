"""What the routes ask for: who may look and change, which collection, what was submitted."""

import re
from typing import Annotated, Any

from fastapi import Depends, HTTPException

from wco_portal.access.entry import Forbidden, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.screens.switchboard.collections import COLLECTIONS, SETTINGS, USERS, Collection, Setting

__all__ = [
    "EDITOR",
    "READER",
    "USER_EDITOR",
    "USER_READER",
    "Editor",
    "OfDocument",
    "Reader",
    "may_change",
    "only_changeable",
    "readable_name",
    "some_collection",
    "the_users",
]

READER = required(Permission.CONFIGURE)
EDITOR = required(Permission.CONFIGURE, change=True)
Reader = Annotated[Visitor, Depends(READER)]
Editor = Annotated[Visitor, Depends(EDITOR)]
USER_READER = required(Permission.CONFIGURE, instead=Permission.MANAGE_USERS)
USER_EDITOR = required(Permission.CONFIGURE, instead=Permission.MANAGE_USERS, change=True)


def the_users() -> Collection:
    """Return the users: their routes are of their own, since others may change them too."""
    return USERS


def some_collection(collection: str) -> Collection:
    """Return the collection that a path names."""
    if collection not in COLLECTIONS:
        raise HTTPException(404)
    return COLLECTIONS[collection]


def _setting(setting: str) -> Setting:
    if setting not in SETTINGS:
        raise HTTPException(404)
    return SETTINGS[setting]


OfDocument = Annotated[Setting, Depends(_setting)]


def may_change(visitor: Visitor, collection: Collection, name: str, *values: Any) -> bool:
    """Tell whether the visitor may make one value of an entry into the other; some manage a part of the users only."""
    if visitor.may(Permission.CONFIGURE, change=True):
        return True
    if collection is not USERS or not visitor.may(Permission.MANAGE_USERS, change=True):
        return False
    departments = [value.get("department") for value in values if isinstance(value, dict)]
    return all(visitor.covers(Permission.MANAGE_USERS, name, one) for one in departments)


def only_changeable(visitor: Visitor, collection: Collection, name: str, *values: Any) -> None:
    """Raise Forbidden unless the visitor may change an entry so."""
    if not may_change(visitor, collection, name, *values):
        raise Forbidden


def readable_name(collection: Collection, name: str) -> bool:
    """Tell whether an entry may have an identifier."""
    pattern = "[0-9]{2,6}" if collection.numbered else "[a-z][a-z0-9_]{0,39}"
    return re.fullmatch(pattern, name) is not None
