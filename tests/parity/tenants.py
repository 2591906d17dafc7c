"""Random specs of small tenants. Not all of them are valid."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from tests.company import PLACEHOLDER
from tests.parity.calls import SERVERS

__all__ = ["random_spec"]

TEXTS = ("Jeden.", "Proszę wybrać.", "Zamknięte.", "Błąd.")
KEYS = "0123456789*#"
RIGHTS = ("switch_groups", "switch_self", "override_schedules", "record_prompts")
STRATEGIES = ("ring_all", "linear", "round_robin", "longest_idle", "fewest_calls", "random")


def random_spec(random: Random, index: int) -> dict[str, Any]:
    """Return a tenant; the index tells its name and numbers from those of others."""
    return _Builder(random, index).build()


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
                "forwarding": self._forwarding(n),
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
                },
                "nights": {
                    "hours": {"mon-sun": "20:00-06:00"},
                    "holidays": self.random.choice(("closed", "ignored")),
                    "dates": [{"first": datetime(2026, 11, 9).date(), "open": ["23:00-04:00"]}],
                },
            },
            "prompts": prompts,
            "blocks": self.blocks,
        }
        return _without_unused(spec)

    def _forwarding(self, user: int) -> dict[str, str]:
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
                "feature_codes",
                "announcement",
                "menu",
                "webhook",
                "voicemail",
                "survey",
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
            {"schedule": "nights"},
            {"schedule": "nights", "state": "closed", "anonymous": False},
            {"callers": "known"},
            {"anonymous": True},
            {"dialled": [f"+4822{4_000_001 + 2 * self.index}"]},
            {"schedule": "office", "anonymous": False},
        ]
        if any(block["type"] == "webhook" for block in self.blocks.values()):
            criteria += [{"variable": "size", "equals": "big"}, {"variable": "size", "equals": ""}]
        chosen = self.random.sample(criteria, self.random.randint(1, 2))
        rules = [rule | {"to": self._target(depth)} for rule in chosen]
        return {"rules": rules, "exits": self._exits(depth, "otherwise")}

    def _feature_codes(self, depth: int) -> dict[str, Any]:
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

    def _webhook(self, depth: int) -> dict[str, Any]:
        return {
            "url": f"https://{PLACEHOLDER}/{self.random.choice(list(SERVERS))}",
            "timeout_ms": 600,
            "values": {"one": self._target(depth), "two": self._target(depth)},
            "variables": ["size"],
            "exits": self._exits(depth, "no_match", "error", "timeout"),
        }

    def _voicemail(self, depth: int) -> dict[str, Any]:
        return {
            "user": f"user_{self.random.randrange(4)}",
            "email": ["parity@wco.example"],
            "greeting": self._prompt(),
            "max_seconds": 5,
            "exits": self._exits(depth, "recorded", "nothing_said"),
        }

    def _survey(self, depth: int) -> dict[str, Any]:
        """Asked after a conversation; elsewhere it is skipped."""
        names = [f"question_{n}" for n in range(self.random.randint(1, 2))]
        return {
            "questions": [{"name": name, "prompt": self._prompt(), "digits": "12"} for name in names],
            "min_talk_seconds": self.random.choice((0, 60)),
            "no_input_seconds": 2,
            "repeats": self.random.randrange(2),
            "exits": self._exits(depth, "end", "skipped"),
        }

    def _hangup(self, _depth: int) -> dict[str, Any]:
        return {"cause": self.random.choice(("normal", "busy", "rejected"))}


def _without_unused(spec: dict[str, Any]) -> dict[str, Any]:
    """Drop what no block asks for: the validator reports it."""
    text = repr(spec["blocks"])
    for kind in ("prompts", "lists", "schedules"):
        spec[kind] = {name: value for name, value in spec[kind].items() if repr(name) in text}
    return spec
