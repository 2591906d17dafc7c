"""Random small tenants and calls for the comparison of the two engines. The same seed gives the same pairs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.company import PLACEHOLDER
from wcoctl.simulate import Call, Phone, ServerReply
from wcoctl.spec.rules import check_tenant, names_of
from wcoctl.spec.tenant import Tenant

__all__ = ["Pair", "pairs"]

WARSAW = ZoneInfo("Europe/Warsaw")
TEXTS = ("Jeden.", "Proszę wybrać.", "Zamknięte.", "Błąd.")
KEYS = "0123456789*#"
RIGHTS = ("switch_groups", "switch_self", "override_schedules", "record_prompts")
STRATEGIES = ("ring_all", "linear", "round_robin", "longest_idle", "fewest_calls", "random")
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
    datetime(2026, 11, 11),
    datetime(2026, 12, 27),
)
"""A change to summer time, Easter, a working Monday, a public holiday, a Sunday."""


@dataclass(frozen=True)
class Pair:
    """One tenant and one call to it."""

    tenant: Tenant
    call: Call


def pairs(seed: int, count: int) -> Iterator[Pair]:
    """Yield up to ``count`` valid tenants that differ in name and numbers, each with a call."""
    for index in range(count):
        random = Random(seed * 10_000 + index)
        spec = _Builder(random, index).build()
        tenant = Tenant.model_validate(spec)
        if not list(check_tenant(tenant, names_of(tenant))):
            yield Pair(tenant, _call(random, spec))


@dataclass
class _Builder:
    random: Random
    index: int
    blocks: dict[str, dict[str, Any]] = field(default_factory=dict)

    def build(self) -> dict[str, Any]:
        users = {
            f"user_{n}": {
                "name": f"User {n}",
                "number": f"+48602{self.index:04d}{n:02d}",
                "ring_seconds": self.random.choice((2, 3)),
                "active": self.random.random() > 0.1,
                "redirects": self._redirects(n),
                "rights": self.random.sample(RIGHTS, 3),
            }
            for n in range(4)
        }
        entries = self._block(0), self._block(0)
        users["user_3"]["direct_calls"] = entries[1]
        prompts = {f"say_{n}": {"text": text} for n, text in enumerate(TEXTS)}
        base = 4_000_000 + 2 * self.index
        spec = {
            "tenant": f"pair{self.index:03d}",
            "name": f"Pair {self.index}",
            "main_numbers": {
                "primary": {"number": f"+4822{base}", "entry": entries[0]},
                "additional": [{"number": f"+4822{base + 1}", "entry": entries[1]}],
            },
            "users": users,
            "internal_numbers": {f"{20 + n}": {"user": f"user_{n}"} for n in range(4)},
            "lists": {"known": {"numbers": ["+48601000001"], "prefixes": ["+4858"]}},
            "schedules": {
                "office": {
                    "hours": {"mon-fri": ["08:00-12:00", "13:00-16:00"], "sat": "22:00-02:00"},
                    "dates": [{"first": datetime(2026, 11, 9).date(), "open": ["10:00-11:00"]}],
                }
            },
            "prompts": prompts,
            "blocks": self.blocks,
        }
        return _without_unused(spec)

    def _redirects(self, user: int) -> dict[str, str]:
        number = f"+48604{self.index:04d}{user:02d}"
        return {when: number for when in ("always", "busy", "no_answer") if self.random.random() < 0.15}

    def _target(self, depth: int) -> str:
        return (
            "hangup"
            if depth > 3 or len(self.blocks) > 60 or self.random.random() < 0.3
            else self._block(depth)
        )

    def _block(self, depth: int) -> str:
        kinds = ["announcement", "hangup", "user", "redirect", "group"]
        if depth < 3:
            kinds = [
                "menu",
                "internal_number",
                "group",
                "user",
                "redirect",
                "condition",
                "condition",
                "phone_service",
                "announcement",
                "menu",
                "server",
            ]
        kind = self.random.choice(kinds)
        name = f"b{len(self.blocks)}_{kind}"
        self.blocks[name] = {"type": kind}
        self.blocks[name].update(getattr(self, f"_{kind}")(depth + 1))
        return name

    def _exits(self, depth: int, *names: str) -> dict[str, str]:
        return {name: self._target(depth) for name in names}

    def _prompt(self) -> str:
        return f"say_{self.random.randrange(len(TEXTS))}"

    def _input(self) -> dict[str, Any]:
        settings = {
            "prompt": self._prompt(),
            "no_input_seconds": 2,
            "inter_digit_seconds": 1,
            "repeats": self.random.randrange(2),
            "barge_in": self.random.random() < 0.7,
        }
        return settings | ({"retry_prompt": self._prompt()} if self.random.random() < 0.5 else {})

    def _menu(self, depth: int) -> dict[str, Any]:
        keys = self.random.sample(KEYS, self.random.randint(1, 3))
        dial_internal = self.random.random() < 0.4
        exits = ("wrong_key", "no_input", "busy", "no_answer") if dial_internal else ("wrong_key", "no_input")
        return self._input() | {
            "keys": {key: self._target(depth) for key in keys},
            "dial_internal": dial_internal,
            "exits": self._exits(depth, *exits),
        }

    def _internal_number(self, depth: int) -> dict[str, Any]:
        return self._input() | {"exits": self._exits(depth, "busy", "no_answer", "wrong_number", "no_input")}

    def _group(self, depth: int) -> dict[str, Any]:
        return {
            "name": "Group",
            "members": self.random.sample([f"user_{n}" for n in range(4)], self.random.randint(1, 3)),
            "strategy": self.random.choice(STRATEGIES),
            "active": self.random.random() > 0.1,
            "ring_seconds": 2,
            "wait_seconds": self.random.choice((3, 7)),
            "exits": self._exits(depth, "timeout", "full", "no_members", "inactive"),
        }

    def _user(self, depth: int) -> dict[str, Any]:
        return {
            "user": f"user_{self.random.randrange(4)}",
            "exits": self._exits(depth, "busy", "no_answer", "end_of_call"),
        }

    def _redirect(self, depth: int) -> dict[str, Any]:
        exits = self._exits(depth, "busy", "no_answer", "end_of_call")
        return {"number": f"+48603{self.index:04d}{len(self.blocks):02d}", "ring_seconds": 2, "exits": exits}

    def _condition(self, depth: int) -> dict[str, Any]:
        criteria: list[dict[str, Any]] = [
            {"schedule": "office"},
            {"schedule": "office", "state": "closed"},
            {"callers": "known"},
            {"anonymous": True},
            {"dialled": [f"+4822{4_000_001 + 2 * self.index}"]},
            {"schedule": "office", "anonymous": False},
        ]
        if any(block["type"] == "server" for block in self.blocks.values()):
            criteria += [{"variable": "size", "equals": "big"}, {"variable": "size", "equals": ""}]
        chosen = self.random.sample(criteria, self.random.randint(1, 2))
        rules = [rule | {"to": self._target(depth)} for rule in chosen]
        return {"rules": rules, "exits": self._exits(depth, "otherwise")}

    def _phone_service(self, depth: int) -> dict[str, Any]:
        actions: list[dict[str, Any]] = [
            {"action": "close", "schedule": "office"},
            {"action": "open", "schedule": "office"},
            {"action": "as_planned", "schedule": "office"},
            {"action": "log_out"},
            {"action": "redirect_on"},
        ]
        codes = self.random.sample(["20", "21", "7", "99"], 3)
        return {
            "codes": {code.zfill(2): self.random.choice(actions) for code in codes},
            "no_input_seconds": 1,
            "repeats": self.random.randrange(2),
            "exits": self._exits(depth, "refused", "wrong_code", "no_input", "done"),
        }

    def _announcement(self, depth: int) -> dict[str, Any]:
        return {"prompt": self._prompt(), "exits": self._exits(depth, "next")}

    def _server(self, depth: int) -> dict[str, Any]:
        return {
            "url": f"https://{PLACEHOLDER}/{self.random.choice(list(SERVERS))}",
            "timeout_ms": 600,
            "values": {"one": self._target(depth), "two": self._target(depth)},
            "variables": ["size"],
            "exits": self._exits(depth, "no_match", "error", "timeout"),
        }

    def _hangup(self, _depth: int) -> dict[str, Any]:
        return {"cause": self.random.choice(("normal", "busy", "rejected"))}


def _without_unused(spec: dict[str, Any]) -> dict[str, Any]:
    """Drop what no block asks for: the validator reports it."""
    text = repr(spec["blocks"])
    for kind in ("prompts", "lists", "schedules"):
        spec[kind] = {name: value for name, value in spec[kind].items() if repr(name) in text}
    if "internal_number" not in text and "'dial_internal': True" not in text:
        spec["internal_numbers"] = {}
    return spec


def _call(random: Random, spec: dict[str, Any]) -> Call:
    numbers = spec["main_numbers"]
    callers = [user["number"] for user in spec["users"].values()]
    wired = [key for block in spec["blocks"].values() for key in block.get("keys", ())]
    wired += [f"{code}#" for block in spec["blocks"].values() for code in block.get("codes", ())]
    keys = [random.choice([*wired, *wired, "7", "_", "21", "20#", "2", "99"]) for _ in range(4)]
    phones = {user: _phone(random) for user in spec["users"]}
    redirects = {
        block["number"]: _phone(random) for block in spec["blocks"].values() if block["type"] == "redirect"
    }
    redirects |= {
        number: _phone(random) for user in spec["users"].values() for number in user["redirects"].values()
    }
    direct = [user for user in spec["users"].values() if "direct_calls" in user]
    return Call(
        dialled=random.choice([numbers["primary"], *numbers["additional"], *direct])["number"],
        at=random.choice(DAYS).replace(tzinfo=WARSAW) + timedelta(minutes=30 * random.randrange(48)),
        caller=random.choice(["+48601000001", "+48581234567", "+48221112233", "", *callers]),
        keys=tuple("".join(keys)),
        phones=phones | redirects,
        servers={
            name: SERVERS[block["url"].removeprefix(f"https://{PLACEHOLDER}/")]
            for name, block in spec["blocks"].items()
            if block["type"] == "server"
        },
        hang_up_after=45.0,
    )


def _phone(random: Random) -> Phone:
    return random.choice(
        [
            Phone("answered", 0.7, 2.0, "called"),
            Phone("answered", 1.0, 2.0, "called"),
            Phone("busy", 0.0),
            Phone("no_answer"),
            Phone("failed", 0.0),
        ]
    )
