"""What runs on a host: its services, its packet filter, and whether the prompts are there."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

CRASHES = Path("/run/wco/crashes")
_HEADER = 44


def units(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Ask systemd for the state of units: {unit: {ActiveState, UnitFileState}}."""
    names = list(names)
    shown = _output("systemctl", "show", "--property=Id,ActiveState,UnitFileState", *names) if names else ""
    blocks = [
        dict(line.split("=", 1) for line in block.splitlines()) for block in shown.strip().split("\n\n")
    ]
    return {name: block for name, block in zip(names, blocks, strict=False) if block}


def stopped(found: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Name the units that should run and do not."""
    return [
        f"{name} is {unit['ActiveState']}" for name, unit in found.items() if unit["ActiveState"] != "active"
    ]


def not_at_boot(recorded: Mapping[str, str], found: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Name the units that were made to start at boot, and will not."""
    return [
        f"{name} is {found[name]['UnitFileState']}, not {state}"
        for name, state in recorded.items()
        if name in found and found[name]["UnitFileState"] != state
    ]


def crashing(now: float, directory: Path = CRASHES) -> list[str]:
    """Name the services that keep crashing, as crashed.py has noted it."""
    told = []
    for file in sorted(directory.glob("*.service")):
        noted = json.loads(file.read_text(encoding="utf-8"))
        if noted["until"] > now:
            since = time.strftime("%H:%M:%S", time.gmtime(noted["ends"][0]))
            told.append(f"{file.name} keeps crashing: {len(noted['ends'])} times since {since} UTC")
    return told


def filters(tables: Mapping[str, str]) -> list[str]:
    """Name the tables of the packet filter that are not loaded as their files say: {table: file}.

    A file is loaded where nobody is filtered by it, a network namespace of its own, and both are listed by the kernel.
    """
    told = []
    for table, file in tables.items():
        if not Path(file).exists():
            continue
        show = f"nft --stateless --terse list table inet {table}"
        wanted = _output("unshare", "--net", "sh", "-c", f'nft --file "$1" && {show}', "sh", file)
        loaded = _output("sh", "-c", f"{show} 2>/dev/null")
        if wanted != loaded:
            told.append(
                f"the rules of {file} are not loaded" if not loaded else f"the rules of {file} were changed"
            )
    return told


def lacking_prompts(callplan: Path, directory: Path) -> dict[str, list[Path]]:
    """Name by tenant the prompts that are missing, or are no whole file."""
    lacking: dict[str, list[Path]] = {}
    try:
        with closing(sqlite3.connect(f"{callplan.as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT tenant, prompt FROM prompt ORDER BY 1, 2").fetchall()
    except sqlite3.Error:
        return {}
    for tenant, prompt in rows:
        file = directory / prompt[:2] / f"{prompt}.wav"
        if not _is_whole(file):
            lacking.setdefault(tenant, []).append(file)
    return lacking


def _is_whole(file: Path) -> bool:
    try:
        with file.open("rb") as audio:
            head = audio.read(8)
        size = file.stat().st_size
    except OSError:
        return False
    return size > _HEADER and head[:4] == b"RIFF" and int.from_bytes(head[4:], "little") + 8 == size


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and done.stderr:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout
