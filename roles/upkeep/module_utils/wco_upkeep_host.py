"""What runs on a host: its services, its packet filter, its disks, and whether the prompts are there."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

CRASHES = Path("/run/wco/crashes")
PROPERTIES = "Id,ActiveState,ControlGroup,LoadState,UnitFileState"
QUESTIONS = {
    "asterisk.service": ("asterisk", "-rx", "core show uptime"),
    "kamailio.service": ("kamcmd", "core.version"),
}
"""What a service answers at once while it serves."""
PATIENCE = 10
"""Seconds in which it answers."""
INCOMING = ("ingress", "prerouting", "input")
"""Hooks of the packet filter that see what comes in to the services of a host."""
SELDOM = 300
"""Seconds after which somebody should have looked at the disks again; that happens each minute."""
_HEADER = 44


def units(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Ask systemd for the state of units: {unit: {property: value}}."""
    names = list(names)
    shown = _output("systemctl", "show", f"--property={PROPERTIES}", *names) if names else ""
    blocks = [
        dict(line.split("=", 1) for line in block.splitlines()) for block in shown.strip().split("\n\n")
    ]
    return {name: block for name, block in zip(names, blocks, strict=False) if block}


def stopped(found: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Name the units that should run and do not."""
    return [
        f"{name} is {unit['ActiveState']}" for name, unit in found.items() if unit["ActiveState"] != "active"
    ]


def masked(timers: Iterable[str]) -> list[str]:
    """Name the services that their timers cannot start; a timer runs nevertheless."""
    return [f"{name} is masked" for name, unit in _of(timers).items() if unit["LoadState"] == "masked"]


def failed(timers: Iterable[str]) -> list[str]:
    """Name the services that their timers have started, and that have not done their work."""
    return [f"{name} has failed" for name, unit in _of(timers).items() if unit["ActiveState"] == "failed"]


def _of(timers: Iterable[str]) -> dict[str, dict[str, str]]:
    return units(f"{name.removesuffix('.timer')}.service" for name in timers if name.endswith(".timer"))


def silent(found: Mapping[str, Mapping[str, str]], proc: Path = Path("/proc")) -> list[str]:
    """Name the units that run, as systemd sees it, and do not answer."""
    told = []
    halted = dict(_halted(proc))
    for name, unit in found.items():
        if unit["ActiveState"] != "active":
            continue
        group = unit.get("ControlGroup")  # timers have none
        if processes := [process for process, groups in halted.items() if group in groups]:
            told.append(f"{name} does not answer: a signal has stopped its process {processes[0]}")
        elif name in QUESTIONS and not _answers(QUESTIONS[name]):
            told.append(f"{name} does not answer within {PATIENCE} seconds")
    return told


def _halted(proc: Path) -> Iterator[tuple[str, set[str]]]:
    """Find the processes that a signal has stopped, and their control groups by both versions of those."""
    for status in proc.glob("[0-9]*/status"):
        with suppress(OSError):  # it has ended meanwhile
            if re.search(r"^State:\s+T ", status.read_text("utf-8"), re.MULTILINE):
                groups = status.with_name("cgroup").read_text("utf-8").splitlines()
                yield status.parent.name, {line.split(":", 2)[-1] for line in groups}


def _answers(question: tuple[str, ...]) -> bool:
    """Whether there is an answer, be it that the service is about to begin."""
    try:
        subprocess.run(question, capture_output=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return False
    return True


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
        with suppress(OSError, ValueError, TypeError, LookupError):  # what cannot be read is lost
            noted = json.loads(file.read_text(encoding="utf-8"))
            if noted["until"] > now:
                since = time.strftime("%H:%M:%S", time.gmtime(noted["ends"][0]))
                told.append(f"{file.name} keeps crashing: {len(noted['ends'])} times since {since} UTC")
    return told


def disks(now: float, file: Path) -> list[str]:
    """Name the disks that are full or read-only, as space.py has found them; also if nobody looks any more."""
    try:
        looked = file.stat().st_mtime
        bad = [one for one in json.loads(file.read_text(encoding="utf-8")) if one["level"] == "alarm"]
        told = [
            f"{one['path']} is read-only"
            if one["read_only"]
            else f"{one['path']} is {one['used_percent']} % full, {one['inodes_percent']} % of its inodes are used"
            for one in bad
        ]
    except (OSError, ValueError, TypeError, LookupError):
        return ["nobody looks at the disks: wco-space.service tells nothing"]
    if looked < now - SELDOM:
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(looked))
        told.append(f"nobody looks at the disks: wco-space.service has not since {since} UTC")
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


def foreign_chains(tables: Iterable[str]) -> dict[str, str]:
    """Ask the kernel where others than these tables (of family inet) may drop what comes in: {chain: hook}.

    Whatever ours let in, they may drop.
    """
    own = {("inet", table) for table in tables}
    listed = json.loads(_output("nft", "--json", "list", "chains"))["nftables"]
    chains = [one["chain"] for one in listed if "chain" in one]
    return {
        f"{chain['family']} {chain['table']} {chain['name']}": chain["hook"]
        for chain in chains
        if chain.get("hook") in INCOMING and (chain["family"], chain["table"]) not in own
    }


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
