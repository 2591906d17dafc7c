"""Rules about personalised announcements: each variable of a text can have a value."""

import re
from collections.abc import Iterator

from wcoctl.spec.blocks import PersonalAnnouncement, Server
from wcoctl.spec.finding import Finding, Names, listed
from wcoctl.spec.tenant import Tenant

__all__ = ["check_personal_announcements"]

_FACTS = {"company", "caller_name", "caller_number", "dialled_number", "user_name"}
_PLACE = re.compile(r"\{([^{}]*)\}")


def check_personal_announcements(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that a text with variables names known ones, and at least one."""
    servers = [block for block in tenant.blocks.values() if isinstance(block, Server)]
    known = sorted(_FACTS.union(*(server.variables for server in servers)))
    for name, block in tenant.blocks.items():
        if not isinstance(block, PersonalAnnouncement):
            continue
        place, used = ("blocks", name, "text"), _PLACE.findall(block.text)
        for variable in dict.fromkeys(used):
            if variable not in known:
                yield Finding(place, f"has the unknown variable {{{variable}}}", f"there are {listed(known)}")
        if not used:
            yield Finding(place, "has no variable", "use a prompt and a block of the type announcement")
        if "user_name" in used and block.user is None:
            yield Finding(place, "says {user_name} of nobody", "name the `user`")
