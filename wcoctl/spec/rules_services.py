"""Rules about voicemail and surveys: that messages have somebody to go to, and questions their own names."""

from collections.abc import Iterator

from wcoctl.spec.blocks import Group, Survey, Voicemail
from wcoctl.spec.finding import Finding, Names, Place
from wcoctl.spec.tenant import Tenant

__all__ = ["check_surveys", "check_voicemails"]


def check_voicemails(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that each voicemail is one's of a user or a group, and that its messages arrive somewhere."""
    for name, block in tenant.blocks.items():
        if not isinstance(block, Voicemail):
            continue
        place = ("blocks", name)
        if block.user is None and block.group is None:
            yield Finding(place, "is nobody's voicemail", "name a user or a group")
        elif block.user is not None and block.group is not None:
            yield Finding(place, "is the voicemail of a user and of a group", "keep one of them")
        elif block.email is None:
            yield from _addresses(tenant, place, block)


def _addresses(tenant: Tenant, place: Place, block: Voicemail) -> Iterator[Finding]:
    """Look for an address among the people; who does not exist is another rule's."""
    group = tenant.blocks.get(block.group or "")
    members = group.members if isinstance(group, Group) else []
    people = [tenant.users[user] for user in [block.user, *members] if user in tenant.users]
    if (people or isinstance(group, Group)) and not any(user.email for user in people):
        whom = f"the user `{block.user}`" if block.user else f"no member of `{block.group}`"
        has = "has no e-mail address" if block.user else "has an e-mail address"
        yield Finding(place, f"sends its messages to nobody: {whom} {has}", "add one there, or `email` here")


def check_surveys(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that the questions of a survey have names of their own, and digits that differ."""
    for name, block in tenant.blocks.items():
        seen: set[str] = set()
        for position, question in enumerate(block.questions if isinstance(block, Survey) else ()):
            place = ("blocks", name, "questions", position)
            if question.name in seen:
                message = f"`{question.name}` is the name of an earlier question"
                yield Finding((*place, "name"), message, "give each its own: results are told apart by it")
            seen.add(question.name)
            if len(set(question.digits)) < len(question.digits):
                yield Finding((*place, "digits"), "names a digit twice", "keep one of them")
