"""Random calls to a tenant, and what everybody does meanwhile."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.company import PLACEHOLDER
from wcoctl.simulate import ServerReply, SimulatedCall, SimulatedPhone

__all__ = ["SERVERS", "random_call"]

WARSAW = ZoneInfo("Europe/Warsaw")
SERVERS = {
    "value/one?size=big": ServerReply("one", {"size": "big"}),
    "value/two": ServerReply("two"),
    "value/three?size=small": ServerReply("three", {"size": "small"}),
    "html": ServerReply("error"),
    "never": ServerReply("timeout"),
}
"""What the company's server does by path."""
DAYS = (
    datetime(2026, 3, 29),
    datetime(2026, 4, 5),
    datetime(2026, 11, 9),
    datetime(2026, 11, 10),
    datetime(2026, 11, 11),
    datetime(2026, 11, 12),
    datetime(2026, 12, 27),
)
"""A change to summer time, Easter, a working Monday, a public holiday with the days around it, a Sunday."""


def random_call(random: Random, spec: dict[str, Any]) -> SimulatedCall:
    """Return a call to one of the tenant's numbers, with what its caller, phones and servers do."""
    numbers = spec["main_numbers"]
    callers = [user["number"] for user in spec["users"].values()]
    wired = [key for block in spec["blocks"].values() for key in block.get("keys", ())]
    wired += [f"{code}#" for block in spec["blocks"].values() for code in block.get("codes", ())]
    keys = [random.choice([*wired, *wired, "7", "_", "21", "20#", "2", "99"]) for _ in range(4)]
    phones = {user: _phone(random) for user in spec["users"]}
    others = {
        block["number"]: _phone(random) for block in spec["blocks"].values() if block["type"] == "redirect"
    }
    others |= {
        number: _phone(random) for user in spec["users"].values() for number in user["forwarding"].values()
    }
    direct = [user for user in spec["users"].values() if "direct_calls" in user]
    return SimulatedCall(
        dialled=random.choice([numbers["primary"], *numbers["additional"], *direct])["number"],
        at=random.choice(DAYS).replace(tzinfo=WARSAW) + timedelta(minutes=30 * random.randrange(48)),
        caller=random.choice(["+48601000001", "+48581234567", "+48221112233", "", *callers]),
        keys=tuple("".join(keys)),
        phones=phones | others,
        servers={
            name: SERVERS[block["url"].removeprefix(f"https://{PLACEHOLDER}/")]
            for name, block in spec["blocks"].items()
            if block["type"] == "webhook"
        },
        # The lab's callers are never silent.
        speaks=60.0,
        hang_up_after=45.0,
    )


def _phone(random: Random) -> SimulatedPhone:
    return random.choice(
        [
            SimulatedPhone("answered", 0.7, 2.0, "called"),
            SimulatedPhone("answered", 1.0, 2.0, "called"),
            SimulatedPhone("busy", 0.0),
            SimulatedPhone("no_answer"),
            SimulatedPhone("failed", 0.0),
        ]
    )
