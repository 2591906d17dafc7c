"""The form of an account: what was typed, what is wrong with it, and which permissions it asks for."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from wco_portal.access.delegation import Roster, assignable, may_give, own_scope
from wco_portal.access.permissions import Permission, Scope
from wco_portal.access.visitor import Visitor
from wco_portal.screens.people.queries import Person
from wco_portal.texts import marked
from wcoctl.model.base import EmailAddress, ShortText
from wcoctl.model.numbers import PhoneNumber
from wcoctl.model.users import Login

__all__ = ["Typed", "asked_for", "mistakes", "values_of"]

_EMAIL: TypeAdapter[str] = TypeAdapter(EmailAddress)
_NAME: TypeAdapter[str] = TypeAdapter(ShortText)
_PHONE: TypeAdapter[str] = TypeAdapter(PhoneNumber)
_LOGIN: TypeAdapter[str] = TypeAdapter(Login)


class Typed(BaseModel):
    """What a form carries, whatever it is."""

    login: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "pl"
    permission: list[str] = []
    version: int = 0
    confirmation: str = ""

    @classmethod
    def of(cls, person: Person) -> "Typed":
        """Return the form that an account fills."""
        values = {name: value for name, value in person.snapshot().items() if name != "permissions"}
        return cls(**values, login=person.login, permission=list(person.permissions), version=person.version)


def mistakes(typed: Typed, *, new: bool) -> Iterator[tuple[str, str]]:
    """Yield fields and what is wrong with them, as texts to be translated."""
    if new and not _fits(_LOGIN, typed.login.strip()):
        yield (
            "login",
            marked("Use 2 to 64 lower-case letters, digits and . _ @ -, and begin with a letter or digit."),
        )
    if not _fits(_NAME, typed.name.strip()):
        yield "name", marked("Write a name of at most 200 characters.")
    if typed.email.strip() and not _fits(_EMAIL, typed.email.strip()):
        yield "email", marked("This is not an e-mail address.")
    if typed.phone.strip() and not _fits(_PHONE, typed.phone.strip()):
        yield "phone", marked("This is not a phone number; write it in full, such as +48 601 100 201.")
    if typed.language not in ("pl", "en"):
        yield "language", marked("Choose one of the languages.")


def values_of(typed: Typed) -> dict[str, Any]:
    """Return what is kept of a form without mistakes."""
    phone = typed.phone.strip()
    return {
        "name": typed.name.strip(),
        "email": typed.email.strip(),
        "phone": _PHONE.validate_python(phone) if phone else "",
        "language": typed.language,
    }


def asked_for(
    visitor: Visitor, typed: Typed, held: Mapping[Permission, Scope], roster: Roster
) -> dict[Permission, Scope] | None:
    """Return the permissions that an account is to have; None if one comes or goes that the visitor may not give.

    Those of before keep whom they cover, new ones cover as many as the visitor's own do.
    """
    wanted = {
        one: held.get(one, own_scope(visitor, one)) for one in assignable(visitor) if one in typed.permission
    }
    if not set(typed.permission) <= set(wanted):
        return None
    moved = wanted.keys() ^ held.keys()
    given = all(may_give(visitor, one, wanted.get(one) or held[one], roster) for one in moved)
    return wanted if given else None


def _fits(adapter: TypeAdapter[Any], value: str) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True
