"""A host's release: one digest of the software and settings that it should have."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from wcoctl.compile.roles import DESK_VARIABLES
from wcoctl.site.directory import REPOSITORY

__all__ = ["release_digest", "software_digest"]

_SOURCES = ("roles/**/*", "schemas/*", "playbooks/site.yml")


def release_digest(groups: list[str], variables: Mapping[str, Any]) -> str:
    """Return the digest of what a rollout to a host with these groups and role variables installs."""
    settings = {key: value for key, value in variables.items() if key not in DESK_VARIABLES}
    text = json.dumps([software_digest(REPOSITORY), sorted(groups), settings], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def software_digest(repository: Path) -> str:
    """Return the digest of everything that a checkout of WCO may install on hosts."""
    digest = hashlib.sha256()
    for file in sorted(path for source in _SOURCES for path in repository.glob(source)):
        if not file.is_file() or "__pycache__" in file.parts or file.suffix == ".md":
            continue
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(repository)} {content}\n".encode())
    return digest.hexdigest()
