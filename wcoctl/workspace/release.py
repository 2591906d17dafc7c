"""A host's release: one digest of the software and settings that it should have, by the roles of its groups."""

import hashlib
import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from wcoctl.compile.roles import DESK_VARIABLES
from wcoctl.workspace.directory import REPOSITORY

__all__ = ["release_digest", "roles_of", "software_digest"]

_PLAYBOOK = "playbooks/site.yml"
_OF_ALL = (_PLAYBOOK, "schemas/**/*")
_INSTALLS = {"asterisk": ["asterisk_packages"]}
"""Roles that install what another one builds on another host."""


def release_digest(groups: Collection[str], variables: Mapping[str, Any]) -> str:
    """Return the digest of what a rollout to a host with these groups and role variables installs."""
    settings = {key: value for key, value in variables.items() if key not in DESK_VARIABLES}
    software = software_digest(REPOSITORY, frozenset(groups))
    text = json.dumps([software, sorted(groups), settings], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def software_digest(repository: Path, groups: frozenset[str]) -> str:
    """Return the digest of everything that a checkout of WCO may install on hosts with these groups."""
    sources = (*_OF_ALL, *(f"roles/{role}/**/*" for role in roles_of(repository, groups)))
    digest = hashlib.sha256()
    for file in sorted(path for source in sources for path in repository.glob(source)):
        if not file.is_file() or "__pycache__" in file.parts or file.suffix == ".md":
            continue
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(repository)} {content}\n".encode())
    return digest.hexdigest()


def roles_of(repository: Path, groups: Collection[str]) -> list[str]:
    """Return the roles that hosts with these groups get, and those that these need."""
    plays = _read(repository / _PLAYBOOK)
    waiting = [
        role["role"]
        for play in plays
        if {"all", *groups} & set(str(play.get("hosts", "")).split(":"))
        for role in play.get("roles", ())
    ]
    found: set[str] = set()
    while waiting:
        role = waiting.pop()
        if role not in found:
            found.add(role)
            waiting += _needs(repository / "roles" / role)
    return sorted(found)


def _needs(role: Path) -> list[str]:
    """Return the roles on which one depends, and those whose packages it installs."""
    meta = _read(role / "meta" / "main.yml")
    return [*(needed["role"] for needed in meta["dependencies"]), *_INSTALLS.get(role.name, ())]


def _read(file: Path) -> Any:
    return yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
