"""Which revision of the hosts a controller has seen, and the workspace's files as revisions name them."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import NonNegativeInt

from wcoctl.files import read_file, write_atomically
from wcoctl.model import document, wav
from wcoctl.model.base import Strict
from wcoctl.model.load import HOSTS_FILE, SITE_FILE, TENANTS_FOLDER
from wcoctl.workspace.directory import REPOSITORY, SiteDirectory
from wcoctl.workspace.inventory import GROUPS
from wcoctl.workspace.release import software_digest

__all__ = ["SETTINGS", "SOFTWARE", "GitHistory", "Seen", "WorkspaceFiles", "identify", "tenant_of"]

SOFTWARE = "software"
"""Stands among the files for this checkout of WCO: roles, schemas, playbooks."""

SETTINGS = (SITE_FILE, HOSTS_FILE, SOFTWARE)

_OF_TENANT = re.compile(rf"{TENANTS_FOLDER}/([a-z][a-z0-9_]{{0,39}})\.yml")


def tenant_of(path: str) -> str:
    """Return the tenant whose file this is; empty for any other path."""
    found = _OF_TENANT.fullmatch(path)
    return found[1] if found else ""


def identify(content: bytes) -> str:
    """Return git's identifier of a file's content, so that git can be asked for it."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class _Kept(Strict):
    identity: str
    revision: NonNegativeInt
    but: list[str]


@dataclass(frozen=True)
class Seen:
    """What a controller has seen of a site's revisions."""

    revision: int = 0
    but: frozenset[str] = frozenset()
    """Files whose newest state on the hosts it has not seen all the same."""

    @classmethod
    def read(cls, site: SiteDirectory, identity: str) -> "Seen":
        """Return what was kept for the site with this identity."""
        try:
            kept = _Kept.model_validate_json(site.seen.read_bytes())
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError):
            sys.stderr.write(f"{site.seen} is damaged: this controller counts as having seen no revision.\n")
            return cls()
        return cls(kept.revision, frozenset(kept.but)) if kept.identity == identity else cls()

    def write(self, site: SiteDirectory, identity: str) -> None:
        """Keep it beside the workspace."""
        kept = {"identity": identity, "revision": self.revision, "but": sorted(self.but)}
        site.make_state()
        write_atomically(site.seen, json.dumps(kept).encode())


@dataclass(frozen=True)
class WorkspaceFiles:
    """The operator's files as they were when the run began, but for those that cannot be read."""

    contents: Mapping[str, bytes] = field(default_factory=dict)
    """Of the YAML files, by their paths in the site's folder."""
    others: Mapping[str, str] = field(default_factory=dict)
    """Identifiers of what is too big to be kept on hosts: recorded prompts, and WCO itself."""

    @classmethod
    def read(cls, root: Path, tenants: Mapping[Path, bytes], wavs: Iterable[Path] = ()) -> "WorkspaceFiles":
        """Read a site's folder; ``tenants`` are the files of its tenants, ``wavs`` their recorded prompts."""
        contents = dict(_readable(root, [root / SITE_FILE, root / HOSTS_FILE], document.LARGEST))
        contents |= {f"{TENANTS_FOLDER}/{file.name}": content for file, content in tenants.items()}
        others = {path: identify(content) for path, content in _readable(root, wavs, wav.LARGEST)}
        return cls(contents, others | {SOFTWARE: software_digest(REPOSITORY, frozenset(GROUPS))})

    @cached_property
    def identifiers(self) -> dict[str, str]:
        """Identifier of each file."""
        return {path: identify(content) for path, content in self.contents.items()} | dict(self.others)


def _readable(root: Path, files: Iterable[Path], largest: int) -> Iterator[tuple[str, bytes]]:
    for file in files:
        with suppress(OSError):
            yield str(file.relative_to(root)), read_file(file, largest)


@dataclass(frozen=True)
class GitHistory:
    """Contents that the workspace's files once had, when git keeps them."""

    root: Path

    @cached_property
    def _known(self) -> frozenset[str]:
        command = ["git", "-C", str(self.root), "rev-list", "--objects", "HEAD", "--", "."]
        try:
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            return frozenset()
        return frozenset(line.partition(" ")[0] for line in told.splitlines())

    def __call__(self, content: str) -> bool:
        """Tell whether the workspace's commits hold this content."""
        return content in self._known
