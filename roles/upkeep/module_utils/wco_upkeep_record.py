"""What the roles have left on a host: written down after a rollout, and read whenever somebody asks."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

# A role's own code, or the collection's. Mitogen finds the former by its absolute name only.
try:
    from ansible.module_utils import wco_upkeep_host as host
    from ansible.module_utils.wco_upkeep_files import differences, look, record
except ImportError:
    from ansible_collections.wco.hosted_pbx.plugins.module_utils import wco_upkeep_host as host
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_upkeep_files import (
        differences,
        look,
        record,
    )


def databases_left(parameters: dict[str, Any]) -> list[str]:
    """Name the databases that the last rollout left; all, if it was one that did not say so."""
    every = [one["path"] for one in parameters["databases"]]
    left: list[str] = read_record(Path(parameters["record"])).get("databases", every)
    return left


def read_record(path: Path) -> dict[str, Any]:
    """Read what the last rollout left; nothing before the first one has ended, or if the record is lost."""
    found = {"chains": {}} | _read(path)
    parts = [found.get(name) for name in ("files", "units", "chains")]
    readable = all(
        isinstance(part, dict) and all(isinstance(text, str) for text in part.values()) for part in parts
    )
    return found if readable else {}


def is_installed(parameters: dict[str, Any]) -> bool:
    """Whether a rollout has ended on this host, and none has begun since."""
    return bool(_read(Path(parameters["release_marker"])).get("release", "installing") != "installing")


def is_whole(parameters: dict[str, Any]) -> bool:
    """Whether a rollout has ended on this host before: a database that is missing is lost then."""
    return is_installed(parameters) or bool(read_record(Path(parameters["record"])))


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def changes(
    parameters: dict[str, Any], recorded: dict[str, Any], found: dict[str, dict[str, str]]
) -> list[str]:
    """Name what is not as the last rollout left it; the units are handed over as they were found."""
    files = look(parameters["files"], parameters["files_without"])
    return [
        *host.stopped(found),
        *host.masked(parameters["units"]),
        *host.not_at_boot(recorded["units"], found),
        *host.filters(parameters["filters"]),
        *(
            f"somebody else filters what comes in: {chain} at {hook}"
            for chain, hook in sorted(host.foreign_chains(parameters["filters"]).items())
            if chain not in recorded["chains"]
        ),
        *differences(recorded["files"], files),
    ]


def write_record(parameters: dict[str, Any], check: bool) -> bool:
    """Note what the roles have left; say whether that is news."""
    path = Path(parameters["record"])
    former = read_record(path)
    same = former if former.get("release") == parameters["release"] else {}
    new = {
        "release": parameters["release"],
        "files": record(same.get("files"), look(parameters["files"], parameters["files_without"])),
        "chains": record(same.get("chains"), host.foreign_chains(parameters["filters"])),
        "units": {name: unit["UnitFileState"] for name, unit in host.units(parameters["units"]).items()},
        "databases": [one["path"] for one in parameters["databases"]],
    }
    if new != former and not check:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(new, file, indent=1, sort_keys=True)
        draft.replace(path)
    return new != former
