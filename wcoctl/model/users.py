"""Users: the people whose ordinary phones the switchboard rings, and contacts whose names it knows."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.model.base import BlockName, EmailAddress, Seconds, ShortText, Strict
from wcoctl.model.numbers import PhoneNumber

__all__ = ["Contact", "Forwarding", "Login", "Presentation", "Right", "User"]

Right = Literal["switch_groups", "switch_self", "override_schedules", "record_prompts", "pick_up"]
"""What a user may do by feature codes: groups and announcements; own log-in, forwarding and presentation; day/night;
recording prompts; picking up and retrieving calls."""

Login = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._@-]{1,63}$")]
"""A person's name in the web application."""


class Presentation(Strict):
    """The right to present a main number in outgoing calls (prezentacja numerem głównym)."""

    permanent: bool = False
    """Whether every call presents it; otherwise only those dialled with the prefix *666."""
    number: PhoneNumber | None = None
    """Main number that is shown; the primary one if omitted."""


class Forwarding(Strict):
    """Where calls to a user go on (przekierowania użytkownika)."""

    always: PhoneNumber | None = None
    """Rung instead of the user's phone; a feature code may change it meanwhile."""
    busy: PhoneNumber | None = None
    """Rung when the user's phone is busy."""
    no_answer: PhoneNumber | None = None
    """Rung when the user does not answer."""


class User(Strict):
    """A person whose ordinary phone the switchboard rings (użytkownik)."""

    name: ShortText
    """Name for people: lists, reports, panels."""
    number: PhoneNumber
    """Any mobile or landline, any network."""
    email: EmailAddress | None = None
    """Address for messages; none if omitted."""
    department: ShortText | None = None
    """Department for lists and permissions; none if omitted."""
    login: Login | None = None
    """Login for the web application; none if omitted."""
    ring_seconds: Seconds = 25
    """How long the phone rings before the call counts as not answered."""
    active: bool = True
    """An inactive user's phone is not rung."""
    rights: list[Right] = Field(default=[])
    """What the user may do by feature codes."""
    forwarding: Forwarding = Forwarding()
    """Where calls to the user go on. They do not apply to calls of a group."""
    presents: Presentation | None = None
    """Permission to present a main number; none if omitted."""
    direct_calls: BlockName | None = None
    """Block where calls to the user's own number begin (połączenia przychodzące bezpośrednio), when the
    operator's network routes them here; none if omitted."""


class Contact(Strict):
    """Somebody outside the company whose name it knows (książka adresowa)."""

    name: ShortText
    """Name, as it is spoken."""
    number: PhoneNumber
    """Number the contact calls from."""
