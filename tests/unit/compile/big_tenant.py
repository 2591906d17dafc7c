"""A tenant of the greatest size that the service promises, as YAML text."""

from itertools import cycle
from typing import Any

import yaml

__all__ = ["big_tenant"]

BLOCKS = 60


def big_tenant(users: int = 500, numbers: int = 251) -> str:
    people = {
        f"user_{i}": {
            "name": f"Osoba {i}",
            "number": f"+4860{1_000_000 + i}",
            "email": f"osoba{i}@example.pl",
        }
        for i in range(users)
    }
    return (
        yaml.safe_dump(
            {
                "tenant": "big",
                "name": "Wielka Spółka",
                "main_numbers": {
                    "primary": {"number": "+48224000000", "entry": "block_0"},
                    "additional": [
                        {"number": f"+482240{i:05}", **({"entry": f"block_{i % BLOCKS}"} if i % 3 else {})}
                        for i in range(1, numbers)
                    ],
                },
                "users": people,
                "internal_numbers": {f"{100 + i}": {"user": user} for i, user in enumerate(people)},
                "lists": {"vip": {"numbers": [f"+4822500{i:04}" for i in range(100)], "prefixes": ["+49"]}},
                "schedules": {
                    f"office_{i}": {
                        "hours": {"mon-fri": "08:00-16:00", "sat": ["09:00-12:00", "13:00-15:00"]},
                        "dates": [{"first": "2026-12-24", "last": "2026-12-31"}],
                    }
                    for i in range(5)
                },
                "prompts": {
                    f"prompt_{i}": {"text": f"To jest komunikat numer {i}. Dziękujemy."} for i in range(60)
                },
                "blocks": _blocks(list(people)),
            },
            allow_unicode=True,
            sort_keys=False,
        )
        .replace("'2026-12-24'", "2026-12-24")
        .replace("'2026-12-31'", "2026-12-31")
    )


def _blocks(people: list[str]) -> dict[str, dict[str, Any]]:
    types = cycle(["menu", "group", "condition", "announcement", "user", "internal_number"])
    return {f"block_{i}": _block(next(types), i, people) for i in range(BLOCKS)}


def _block(kind: str, i: int, people: list[str]) -> dict[str, Any]:
    onward = [f"block_{(i * 2 + step) % BLOCKS}" for step in range(1, 5)]
    failed = {"busy": onward[0], "no_answer": onward[0]}
    match kind:
        case "menu":
            keys = {str(key): target for key, target in enumerate(onward, 1)}
            exits = {"wrong_key": "hangup", "no_input": onward[0]}
            internal = {"dial_internal": i % 12 == 0}
            return {"type": kind, "prompt": f"prompt_{i}", "keys": keys, **internal, "exits": exits}
        case "group":
            exits = dict.fromkeys(["timeout", "full", "no_members", "inactive"], onward[1])
            members = [people[(i * 7 + n) % len(people)] for n in range(20)]
            return {"type": kind, "name": f"Dział {i}", "members": members, "exits": exits}
        case "condition":
            rules = [
                {"callers": "vip", "to": onward[1]},
                {"schedule": f"office_{i % 5}", "to": onward[0]},
            ]
            return {"type": kind, "rules": rules, "exits": {"otherwise": onward[2]}}
        case "announcement":
            return {"type": kind, "prompt": f"prompt_{i}", "exits": {"next": onward[0]}}
        case "user":
            return {"type": kind, "user": people[i % len(people)], "exits": failed}
        case _:
            exits = failed | {"wrong_number": "hangup", "no_input": "hangup"}
            return {"type": "internal_number", "prompt": f"prompt_{i}", "exits": exits}
