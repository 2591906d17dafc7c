"""Blocks that serve the caller by other means than phones: speech, messages, questions, servers, codes."""

from collections.abc import Iterator, Mapping

from wcoctl.compile.rows import (
    PersonalRow,
    PhoneServiceRow,
    Row,
    ServerRow,
    ServiceCodeRow,
    SurveyQuestionRow,
    SurveyRow,
    VoicemailRow,
)
from wcoctl.spec.blocks import Group, PersonalAnnouncement, PhoneService, Server, Survey, Voicemail
from wcoctl.spec.blocks.phone_service import (
    GroupSwitch,
    MemberSwitch,
    OccasionalSwitch,
    Override,
    PickUp,
    PresentationSwitch,
    RecordPrompt,
    RedirectSwitch,
    Retrieve,
    ServiceAction,
)
from wcoctl.spec.tenant import Tenant

__all__ = ["service_rows"]

ServiceBlock = PersonalAnnouncement | Voicemail | Survey | Server | PhoneService


def service_rows(tenant: Tenant, name: str, block: ServiceBlock, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of one block besides its exits; ``prompts`` gives the id of each prompt's audio."""
    match block:
        case PersonalAnnouncement():
            user = tenant.users[block.user].name if block.user else ""
            yield PersonalRow(tenant.tenant, name, block.text, user, prompts[block.otherwise])
        case Voicemail():
            yield _voicemail(tenant, name, block, prompts)
        case Survey():
            yield from _survey(tenant, name, block, prompts)
        case Server():
            values, variables = ",".join(block.values), ",".join(block.variables)
            yield ServerRow(tenant.tenant, name, block.url, block.timeout_ms, values, variables)
        case PhoneService():
            yield PhoneServiceRow(tenant.tenant, name, block.no_input_seconds, block.repeats)
            for code, action in block.codes.items():
                hours = action.hours if isinstance(action, Override) else 0
                subject = _subject(action, prompts)
                yield ServiceCodeRow(tenant.tenant, name, code, action.action, subject, hours)


def _voicemail(tenant: Tenant, name: str, block: Voicemail, prompts: Mapping[str, str]) -> Row:
    owner, recipients = "", list(block.email or ())
    if block.user:
        user = tenant.users[block.user]
        owner, recipients = user.name, recipients or [user.email or ""]
    elif block.group and isinstance(group := tenant.blocks[block.group], Group):
        members = (tenant.users[member].email for member in group.members)
        owner, recipients = group.name, recipients or [email for email in members if email]
    addresses = ",".join(dict.fromkeys(recipients))
    greeting = prompts[block.greeting]
    return VoicemailRow(
        tenant.tenant, name, owner, addresses, greeting, block.max_seconds, block.pause_seconds
    )


def _survey(tenant: Tenant, name: str, block: Survey, prompts: Mapping[str, str]) -> Iterator[Row]:
    yield SurveyRow(
        tenant.tenant,
        name,
        block.one_in,
        block.min_talk_seconds,
        block.not_again_days,
        block.no_input_seconds,
        block.repeats,
        prompts[block.thanks] if block.thanks else "",
    )
    for position, question in enumerate(block.questions, 1):
        asked = question.name, prompts[question.prompt], question.digits
        yield SurveyQuestionRow(tenant.tenant, name, position, *asked)


def _subject(action: ServiceAction, prompts: Mapping[str, str]) -> str:
    match action:
        case GroupSwitch() | PickUp():
            return action.group
        case MemberSwitch():
            return action.group or ""
        case Override():
            return action.schedule
        case OccasionalSwitch():
            return action.announcement
        case RecordPrompt():
            return prompts[action.prompt]
        case RedirectSwitch() | PresentationSwitch() | Retrieve():
            return ""
