"""Write a tenant at the full size of the contract: 251 main numbers, 500 users, 60 blocks.

``python tests/tools/full_tenant.py > inventories/cluster/tenants/full.yml`` regenerates the committed file.
"""

import sys
from typing import Any

import yaml

__all__ = ["full_tenant", "text"]

HEADER = """---
# A company at the full size of the contract: 251 main numbers, 500 users, 60 blocks.
# Written by tests/tools/full_tenant.py; change that, not this.
"""
DEPARTMENTS = (
    ("sales", "Sprzedaż"),
    ("service", "Serwis"),
    ("accounts", "Księgowość"),
    ("stock", "Magazyn"),
    ("transport", "Transport"),
    ("export", "Eksport"),
    ("marketing", "Marketing"),
    ("staff", "Kadry"),
    ("lab", "Laboratorium"),
)
FIRST_NAMES = (
    "Anna",
    "Łukasz",
    "Małgorzata",
    "Paweł",
    "Zofia",
    "Michał",
    "Ewa",
    "Grzegorz",
    "Agnieszka",
    "Józef",
)
LAST_NAMES = (
    "Nowak",
    "Wójcik",
    "Kamińska",
    "Zając",
    "Dąbrowska",
    "Król",
    "Jabłońska",
    "Wróbel",
    "Mazur",
    "Gąsior",
)
STRATEGIES = ("linear", "round_robin", "longest_idle", "fewest_calls", "random", "ring_all")
USERS = 500
ADDITIONAL = 250


class _Dumper(yaml.SafeDumper):
    """Indents lists inside mappings, as the project's YAML does."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def text() -> str:
    """Return the file."""
    return HEADER + yaml.dump(full_tenant(), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def full_tenant() -> dict[str, Any]:
    """Return the tenant as plain data."""
    return {
        "tenant": "full",
        "name": "Fabryka Maszyn Wielkopolska",
        "contract": {"channels": 200, "outgoing": {"countries": ["PL", "DE"]}},
        "main_numbers": _main_numbers(),
        "users": {f"user_{number:03}": _user(number) for number in range(USERS)},
        "internal_numbers": _internal_numbers(),
        "lists": {
            "unwanted": {
                "numbers": [f"+4860177{number:04}" for number in range(100)],
                "prefixes": ["+4870", "+882"],
            },
            "partners": {"numbers": [f"+4822610{number:04}" for number in range(100)]},
        },
        "schedules": _schedules(),
        "prompts": _prompts(),
        "blocks": _blocks(),
    }


def _main_numbers() -> dict[str, Any]:
    """Every fifth additional number has no entry of its own and behaves as the primary."""
    additional: list[dict[str, str]] = []
    for number in range(1, ADDITIONAL + 1):
        entry = {"entry": f"{DEPARTMENTS[number % 9][0]}_hours"} if number % 5 else {}
        additional.append({"number": f"+4822200{number:04}", **entry})
    return {"primary": {"number": "+48222000000", "entry": "main_hours"}, "additional": additional}


def _user(number: int) -> dict[str, Any]:
    user: dict[str, Any] = {
        "name": f"{FIRST_NAMES[number % 10]} {LAST_NAMES[number // 10 % 10]} {number}",
        "number": f"+4915123456{number:03}" if number % 50 == 49 else f"+48601500{number:03}",
        "email": f"user{number:03}@full.example",
    }
    return user | ({"active": False} if number % 100 == 99 else {})


def _internal_numbers() -> dict[str, dict[str, str]]:
    users = {f"{1000 + number}": {"user": f"user_{number:03}"} for number in range(USERS)}
    return users | {
        f"{2000 + number}": {"group": f"{name}_group"} for number, (name, _) in enumerate(DEPARTMENTS)
    }


def _schedules() -> dict[str, Any]:
    schedules: dict[str, Any] = {
        "company": {
            "hours": {"mon-fri": "06:00-22:00", "sat": ["08:00-12:00", "13:00-16:00"]},
            "dates": [
                {"first": "2026-12-24", "last": "2026-12-26"},
                {"first": "2026-12-31", "open": ["08:00-12:00"]},
            ],
        },
        "night": {"hours": {"mon-sun": "22:00-06:00"}, "holidays": "ignored"},
    }
    for number, (name, _) in enumerate(DEPARTMENTS):
        schedules[name] = {"hours": {"mon-thu": f"{7 + number % 3:02}:00-17:00", "fri": "08:00-15:30"}}
    return schedules


def _prompts() -> dict[str, Any]:
    prompts: dict[str, Any] = {
        "main_menu": {
            "text": "Dzień dobry, tu Fabryka Maszyn Wielkopolska. Proszę wybrać dział albo numer wewnętrzny."
        },
        "extension": {"text": "Proszę wybrać czterocyfrowy numer wewnętrzny."},
        "mistake": {"text": "Nie ma takiego wyboru. Proszę spróbować jeszcze raz."},
        "unavailable": {"text": "W tej chwili nikt nie może odebrać. Prosimy zadzwonić później."},
    }
    for name, title in DEPARTMENTS:
        prompts[f"{name}_menu"] = {
            "text": f"{title}. Jeden: zespół. Dwa: kierownik. Trzy: oddział. Dziewięć: powrót."
        }
        prompts[f"{name}_closed"] = {"text": f"Dział {title} jest teraz nieczynny."}
    return prompts


def _blocks() -> dict[str, Any]:
    blocks = _common_blocks()
    for number, (name, title) in enumerate(DEPARTMENTS):
        blocks |= _department(number, name, title)
    return blocks


def _common_blocks() -> dict[str, Any]:
    keys = {str(number): f"{name}_hours" for number, (name, _) in enumerate(DEPARTMENTS, start=1)}
    return {
        "main_hours": {
            "type": "condition",
            "rules": [
                {"callers": "unwanted", "to": "refused"},
                {"schedule": "night", "anonymous": True, "to": "refused"},
                {"schedule": "company", "to": "main_menu"},
            ],
            "exits": {"otherwise": "unavailable"},
        },
        "main_menu": {
            "type": "menu",
            "prompt": "main_menu",
            "retry_prompt": "mistake",
            "keys": keys | {"0": "extension"},
            "exits": {"wrong_key": "unavailable", "no_input": "sales_group"},
        },
        "extension": {
            "type": "internal_number",
            "prompt": "extension",
            "exits": dict.fromkeys(("busy", "no_answer", "wrong_number", "no_input"), "unavailable"),
        },
        "unavailable": {"type": "announcement", "prompt": "unavailable", "exits": {"next": "end"}},
        "end": {"type": "hangup"},
        "refused": {"type": "hangup", "cause": "rejected"},
    }


def _department(number: int, name: str, title: str) -> dict[str, Any]:
    dialled = [
        f"+4822200{extra:04}" for extra in range(1, ADDITIONAL + 1) if extra % 9 == number and extra % 5
    ][:5]
    return {
        f"{name}_hours": {
            "type": "condition",
            "rules": [
                {"callers": "partners", "dialled": dialled, "to": f"{name}_group"},
                {"schedule": name, "to": f"{name}_menu"},
            ],
            "exits": {"otherwise": f"{name}_closed"},
        },
        f"{name}_menu": {
            "type": "menu",
            "prompt": f"{name}_menu",
            "keys": {"1": f"{name}_group", "2": f"{name}_head", "3": f"{name}_branch", "9": "main_menu"},
            "exits": {"wrong_key": "unavailable", "no_input": f"{name}_group"},
        },
        f"{name}_group": {
            "type": "group",
            "name": title,
            "members": [f"user_{member:03}" for member in range(number * 50, number * 50 + 50)],
            "strategy": STRATEGIES[number % len(STRATEGIES)],
            "max_waiting": 20,
            "wrap_up_seconds": 15,
            "exits": {
                "timeout": f"{name}_head",
                "full": "unavailable",
                "no_members": f"{name}_head",
                "inactive": f"{name}_closed",
            },
        },
        f"{name}_head": {
            "type": "user",
            "user": f"user_{450 + number:03}",
            "exits": {"busy": f"{name}_branch", "no_answer": "unavailable"},
        },
        f"{name}_branch": {
            "type": "redirect",
            "number": f"+4861650{number:04}",
            "exits": {"busy": "unavailable", "no_answer": "unavailable"},
        },
        f"{name}_closed": {"type": "announcement", "prompt": f"{name}_closed", "exits": {"next": "end"}},
    }


if __name__ == "__main__":
    sys.stdout.write(text())
