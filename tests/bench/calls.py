"""A tenant for measurements with calls: each number leads to a menu, whose key 1 leads to a user."""

import yaml

from wcoctl.lab.story.prepared import PreparedStory
from wcoctl.lab.story.stories import Call, Expected, Key, Phone, Story

__all__ = ["BARE", "MENU", "TENANT", "prepared", "spec", "user_number"]

TENANT = "bench"
MENU, BARE = "+482291000{:02d}", "+482292000{:02d}"
"""Main numbers of the menus, and those that a benchmark may take for something else."""


def user_number(index: int) -> str:
    """Return the phone of a user."""
    return f"+486049000{index:02d}"


def spec(count: int) -> str:
    """Return the tenant with ``count`` menus and users, as YAML."""
    indexes = range(count)
    blocks: dict[str, object] = {}
    for index in indexes:
        blocks[f"menu_{index}"] = {
            "type": "menu",
            "prompt": "choose",
            "keys": {"1": f"user_{index}"},
            "exits": {"wrong_key": "hangup", "no_input": "hangup"},
        }
        exits = {"busy": "hangup", "no_answer": "hangup"}
        blocks[f"user_{index}"] = {"type": "user", "user": f"u{index}", "exits": exits}
    numbers = [
        {"number": number.format(index), "entry": f"menu_{index}"}
        for number in (MENU, BARE)
        for index in indexes
    ]
    return yaml.safe_dump(
        {
            "tenant": TENANT,
            "name": "Bench",
            "main_numbers": {"primary": numbers[0], "additional": numbers[1:]},
            "users": {f"u{index}": {"name": f"U{index}", "number": user_number(index)} for index in indexes},
            "prompts": {"choose": {"text": "Proszę wybrać jeden."}},
            "blocks": blocks,
        }
    )


def prepared(number: str, index: int, *, talk: float, start: float = 0.0) -> PreparedStory:
    """Return a call that presses 1 as soon as it is answered; the phone answers after 0.5 s and hangs up after ``talk``."""
    name = f"call{number.format(index).removeprefix('+')}"
    call = Call(
        dialled=number.format(index),
        caller=f"+486059000{index:02d}",
        start=start,
        keys=[Key(press="1", at=0.3)] if number == MENU else [],
        hang_up_after=60.0,
        expect=Expected(),
    )
    phone = Phone(after=0.5, hang_up_after=talk)
    story = Story(title=name, tenant=TENANT, phones={f"u{index}": [phone]}, calls=[call])
    return PreparedStory(name, story, {f"u{index}": user_number(index)})
