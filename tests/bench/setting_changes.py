"""Every setting of site.yml, changed as an operator might, and what that does to the services of a host."""

from collections.abc import Callable, Mapping
from typing import Any

import yaml

from tests.apply.host import look
from tests.standalone import Lab
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["CHANGES", "change", "services", "touched"]

Settings = dict[str, Any]
Change = Callable[[Settings], object]


def _trunk(**values: Any) -> Change:
    return lambda settings: settings["trunks"][0].update(values)


def _another(settings: Settings) -> None:
    settings["trunks"].append({"name": "another", "addresses": ["192.0.2.7"], "priority": 2})


def _put(key: str, value: Any) -> Change:
    return lambda settings: settings.update({key: value})


CHANGES: Mapping[str, Change] = {
    "trunks: another one": _another,
    "trunks[].identity": _trunk(identity="from"),
    "trunks[].probe, priority": _trunk(probe=True, priority=3),
    "trunks[].calls_per_second": _trunk(calls_per_second=150),
    "trunks[].numbers, numbering": _trunk(
        numbers="digits", numbering={"country_code": "49", "national_prefix": "0"}
    ),
    "trunks[].prack": _trunk(prack=True),
    "trunks[].media_networks": lambda settings: settings["trunks"][0].update(
        media_networks=["192.0.2.64/26", f"{settings['trunks'][0]['addresses'][0]}/32"]
    ),
    "trunks[].behind_nat": _trunk(behind_nat=True),
    "call_limits": _put("call_limits", {"number": 50, "caller": 40, "tenant": 70}),
    "speech.voices": _put("speech", {"voices": {"pl": "natan", "en": "bdl"}}),
    "server_calls": lambda settings: settings["server_calls"].update(hosts=["crm.example.com"]),
    "mail": lambda settings: settings["mail"].update(sender="messages@standalone.example"),
    "portal.name": _put("portal", {"name": "portal.standalone.example"}),
    "security_updates": _put("security_updates", "automatic"),
    "ssh.sources": lambda settings: settings.update(
        ssh={"sources": [settings["trunks"][0]["addresses"][0], "10.79.0.0/24"]}
    ),
    "test_number": _put("test_number", "+48 22 100 99 98"),
}
"""By the settings' names."""


def change(site: SiteDirectory, *names: str) -> None:
    """Change these settings in a site's folder."""
    file = site.root / "site.yml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    for name in names:
        CHANGES[name](settings)
    file.write_text(yaml.safe_dump(settings), encoding="utf-8")


def services(lab: Lab) -> dict[str, dict[str, str]]:
    """Return by unit its process, since when it is active, and when it was last reloaded."""
    told = [dict(line.split("=", 1) for line in text.splitlines()) for text in look(lab)["services"]]
    return {unit["Id"]: unit for unit in told}


def touched(
    before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Return which services were reloaded or restarted between two looks."""
    found = {}
    for unit, now in after.items():
        then = before[unit]
        if (then["MainPID"], then["ActiveEnterTimestampMonotonic"]) != (
            now["MainPID"],
            now["ActiveEnterTimestampMonotonic"],
        ):
            found[unit] = "restarted"
        elif then.get("ExecReload") != now.get("ExecReload"):
            found[unit] = "reloaded"
    return found
