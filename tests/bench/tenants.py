"""Generated tenants for measurements: as many as wanted, all different, all valid."""

from pathlib import Path

import yaml

__all__ = ["change", "small_tenant", "write_tenants"]

USERS = 20


def small_tenant(index: int) -> dict[str, object]:
    """Return the spec of tenant ``index`` (0..9999): 2 main numbers, 20 users, a menu, two groups, opening hours."""
    users = {
        f"user_{number}": {
            "name": f"User {number}",
            "number": f"+4860{1 + index // 5000}{index % 5000 * USERS + number:06d}",
        }
        for number in range(USERS)
    }
    names = list(users)
    back = {"timeout": "closed", "full": "closed", "no_members": "closed", "inactive": "closed"}
    return {
        "tenant": f"t{index:04d}",
        "name": f"Tenant {index}",
        "main_numbers": {
            "primary": {"number": f"+4822{2000000 + 2 * index}", "entry": "hours"},
            "additional": [{"number": f"+4822{2000001 + 2 * index}", "entry": "main_menu"}],
        },
        "users": users,
        "schedules": {"office": {"hours": {"mon-fri": "08:00-16:00"}}},
        "prompts": {
            "welcome": {"text": "Dzień dobry. Sprzedaż: jeden. Serwis: dwa. Dyżur: trzy."},
            "closed": {"text": "Zapraszamy w godzinach pracy."},
        },
        "blocks": {
            "hours": {
                "type": "condition",
                "rules": [{"schedule": "office", "to": "main_menu"}],
                "exits": {"otherwise": "closed"},
            },
            "main_menu": {
                "type": "menu",
                "prompt": "welcome",
                "keys": {"1": "sales", "2": "service", "3": "duty"},
                "exits": {"wrong_key": "hangup", "no_input": "sales"},
            },
            "sales": {"type": "group", "name": "Sales", "members": names[:10], "exits": dict(back)},
            "service": {"type": "group", "name": "Service", "members": names[10:], "exits": dict(back)},
            "duty": {"type": "user", "user": names[0], "exits": {"busy": "closed", "no_answer": "closed"}},
            "closed": {"type": "announcement", "prompt": "closed", "exits": {"next": "hangup"}},
        },
    }


def write_tenants(folder: Path, count: int) -> None:
    """Write ``count`` tenant files into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        text = yaml.dump(small_tenant(index), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        (folder / f"t{index:04d}.yml").write_text(text)


def change(folder: Path, index: int, ring_seconds: int) -> None:
    """Change one setting of one block of tenant ``index``."""
    spec = small_tenant(index)
    spec["blocks"]["sales"]["ring_seconds"] = ring_seconds  # type: ignore[index]
    (folder / f"t{index:04d}.yml").write_text(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False))
