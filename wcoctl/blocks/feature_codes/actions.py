"""What feature codes do: each action, what it names, the permission that it needs, and the switch that it sets."""

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import Field

from wcoctl.model.base import Strict
from wcoctl.model.named import AnnouncementName, GroupName, PromptName, ScheduleName
from wcoctl.model.users import Right

__all__ = [
    "ACTIONS",
    "CODES",
    "Action",
    "Code",
    "FeatureAction",
    "GroupSwitch",
    "MemberSwitch",
    "OccasionalSwitch",
    "Override",
    "PickUp",
    "PresentationSwitch",
    "RecordPrompt",
    "RedirectSwitch",
    "Retrieve",
]


class Code(NamedTuple):
    """What a code needs and sets."""

    right: Right
    kind: str = ""
    """Kind of the switch (schemas/live.sql); empty when it sets none."""
    value: str = ""
    """The switch's value; that of a redirect is dialled after the code."""


CODES: Mapping[str, Code] = {
    "group_on": Code("switch_groups", "group", "on"),
    "group_off": Code("switch_groups", "group", "off"),
    "announcement_on": Code("switch_groups", "announcement", "on"),
    "announcement_off": Code("switch_groups", "announcement", "off"),
    "log_in": Code("switch_self", "member", "in"),
    "log_out": Code("switch_self", "member", "out"),
    "redirect_on": Code("switch_self", "redirect"),
    "redirect_off": Code("switch_self", "redirect"),
    "present_on": Code("switch_self", "presentation", "on"),
    "present_off": Code("switch_self", "presentation", "off"),
    "open": Code("override_schedules", "schedule", "open"),
    "close": Code("override_schedules", "schedule", "closed"),
    "as_planned": Code("override_schedules", "schedule", "planned"),
    "record": Code("record_prompts"),
    "pick_up": Code("pick_up"),
    "retrieve": Code("pick_up"),
}
"""By action. The dialplan's query `feature_code` has the same table; a test compares them."""


class Action(Strict):
    """What every action may say of itself."""

    def subject(self, _prompts: Mapping[str, str]) -> str:
        """Return what the switch is about; ``prompts`` gives the id of each prompt's audio."""
        return ""


class GroupSwitch(Action):
    """Switches a group on or off."""

    action: Literal["group_on", "group_off"]
    """What the code does."""
    group: GroupName
    """Group block."""

    def subject(self, _prompts: Mapping[str, str]) -> str:
        """Return the group."""
        return self.group


class MemberSwitch(Action):
    """Logs the calling user in to or out of groups."""

    action: Literal["log_in", "log_out"]
    """What the code does."""
    group: GroupName | None = None
    """Group block; all groups of the user if omitted."""

    def subject(self, _prompts: Mapping[str, str]) -> str:
        """Return the group, '' for all."""
        return self.group or ""


class RedirectSwitch(Action):
    """Redirects all calls of the calling user: `<code>*<number>#` on, `<code>#` off."""

    action: Literal["redirect_on", "redirect_off"]
    """What the code does."""


class Override(Action):
    """Holds a schedule open or closed (tryb dzień/noc), for a time."""

    action: Literal["open", "close", "as_planned"]
    """What the code does."""
    schedule: ScheduleName
    """Schedule."""
    hours: Annotated[int, Field(ge=1, le=168)] = 12
    """When the override ends by itself."""

    def subject(self, _prompts: Mapping[str, str]) -> str:
        """Return the schedule."""
        return self.schedule


class OccasionalSwitch(Action):
    """Switches an occasional announcement on or off."""

    action: Literal["announcement_on", "announcement_off"]
    """What the code does."""
    announcement: AnnouncementName
    """Occasional announcement."""

    def subject(self, _prompts: Mapping[str, str]) -> str:
        """Return the announcement."""
        return self.announcement


class PresentationSwitch(Action):
    """Switches the permanent presentation of the main number for the calling user on or off."""

    action: Literal["present_on", "present_off"]
    """What the code does."""


class RecordPrompt(Action):
    """Records a prompt by phone: record, listen, keep or again."""

    action: Literal["record"]
    """What the code does."""
    prompt: PromptName
    """Prompt that is replaced by the recording."""

    def subject(self, prompts: Mapping[str, str]) -> str:
        """Return the prompt's audio."""
        return prompts[self.prompt]


class PickUp(Action):
    """Picks up a call that rings at a member of a group."""

    action: Literal["pick_up"]
    """What the code does."""
    group: GroupName
    """Group block."""

    def subject(self, _prompts: Mapping[str, str]) -> str:
        """Return the group."""
        return self.group


class Retrieve(Action):
    """Takes a parked call back: `<code>*<place>#`."""

    action: Literal["retrieve"]
    """What the code does."""


FeatureAction = Annotated[
    GroupSwitch
    | MemberSwitch
    | RedirectSwitch
    | Override
    | OccasionalSwitch
    | PresentationSwitch
    | RecordPrompt
    | PickUp
    | Retrieve,
    Field(discriminator="action"),
]

ACTIONS: tuple[str, ...] = tuple(
    name
    for kind in get_args(get_args(FeatureAction)[0])
    for name in get_args(kind.model_fields["action"].annotation)
)
"""What a code may do."""
