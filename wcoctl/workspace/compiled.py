"""The compiled site: every tenant's digest at hand, the rows of those that are asked for."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from wcoctl.compile.callplan import SITE, compile_site
from wcoctl.compile.schema import schema_version
from wcoctl.errors import Problem, UserError
from wcoctl.files import read_file
from wcoctl.model.index import TenantIndex
from wcoctl.model.load import TENANTS_FOLDER
from wcoctl.model.site import Hosts, Site
from wcoctl.model.wav import LARGEST
from wcoctl.workspace.cache import CompileCache, Entry
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.reading import compile_file, content, read_folder

__all__ = ["Workspace"]


@dataclass(frozen=True)
class Workspace:
    """A site whose own files are valid, and those of its tenants that are."""

    site: SiteDirectory
    settings: Site
    hosts: Hosts
    manifest: Mapping[str, str]
    """Digest of the call plan of each tenant without mistakes, and of the site's own rows."""
    broken: Mapping[str, tuple[Problem, ...]]
    """Mistakes in the file of each other tenant, which stays as it runs."""
    contents: Mapping[Path, bytes]
    """Of each tenant's file that can be read."""
    _cache: CompileCache
    _entries: Mapping[str, Entry]
    """By tenant."""

    @classmethod
    def open(cls, site: SiteDirectory) -> "Workspace":
        """Check and compile what changed since the last time.

        UserError carries all problems of all files when there is one in those of the site itself.
        """
        site.make_state()
        read = read_folder(site.root, site.cache)
        problems = read.tenant_problems
        problems += _held_back(read.indexes, {problem.file for problem in problems})
        if not read.settings or not read.hosts:
            raise UserError(problems=tuple(sorted(read.own_problems + problems)))
        problems.sort(key=lambda problem: (problem.file.stem, problem))
        broken = {name: tuple(found) for name, found in groupby(problems, lambda problem: problem.file.stem)}
        good = {entry.tenant: entry for entry in read.entries if entry.tenant not in broken}
        manifest = {tenant: entry.digest for tenant, entry in good.items()}
        number = read.settings.test_number
        manifest[SITE] = read.cache.site_digest(number or "", lambda: compile_site(number).digest)
        return cls(site, read.settings, read.hosts, manifest, broken, read.contents, read.cache, good)

    def wavs(self) -> list[Path]:
        """Return the recorded prompts of all tenants."""
        folder = self.site.root / TENANTS_FOLDER
        return sorted({folder / wav for entry in self._entries.values() for wav in entry.wavs})

    def files_of(self, tenant: str) -> set[str]:
        """Return the paths of a tenant's files in the site's folder; of one without files, that which it would have."""
        entry = self._entries.get(tenant)
        if not entry:
            return {f"tenants/{tenant}.yml"}
        return {str(TENANTS_FOLDER / Path(name)) for name in (entry.file, *entry.wavs)}

    def write_bundle(self, tenants: Iterable[str]) -> None:
        """Write what the hosts need to get these tenants, which may be gone: manifest, rows, prompt recipes, WAV files.

        All others stay as they are. UserError when a file is no longer as it was when the workspace was opened.
        """
        shutil.rmtree(self.site.bundle, ignore_errors=True)
        wavs = self.site.bundle / "wavs"
        wavs.mkdir(mode=0o700, parents=True)
        plans: dict[str, Any] = {}
        recipes: dict[str, Any] = {}
        scope = sorted(set(tenants))
        for tenant in filter(self.manifest.__contains__, scope):
            found = self._content(tenant)
            plans[tenant] = {"digest": self.manifest[tenant], "tables": found["tables"]}
            recipes |= {recipe["id"]: recipe for recipe in found["recipes"]}
            for path, sha256 in self._entries[tenant].wavs.items() if tenant != SITE else ():
                self._copy(self.site.root / TENANTS_FOLDER / path, sha256, wavs)
        _write(self.site.bundle / "manifest.json", self.manifest)
        bundle = {"schema_version": schema_version(), "scope": scope, "tenants": plans}
        _write(self.site.bundle / "callplan.json", bundle)
        _write(self.site.bundle / "prompts.json", [recipes[prompt] for prompt in sorted(recipes)])

    def _content(self, tenant: str) -> dict[str, Any]:
        if tenant == SITE:
            return content(compile_site(self.settings.test_number))
        entry = self._entries[tenant]
        if found := self._cache.content(entry):
            return found
        file = self.site.root / TENANTS_FOLDER / entry.file
        again, compiled = compile_file(file, self.settings.speech)
        if again.digest != entry.digest:
            raise _changed(file, "has changed")
        return compiled

    @staticmethod
    def _copy(wav: Path, sha256: str, folder: Path) -> None:
        try:
            sound = read_file(wav, LARGEST)
        except OSError as error:
            raise _changed(wav, f"cannot be read any more: {error.strerror}") from error
        if hashlib.sha256(sound).hexdigest() != sha256:
            raise _changed(wav, "has changed")
        (folder / f"{sha256}.wav").write_bytes(sound)


def _changed(file: Path, what: str) -> UserError:
    message = f"{what} since the run began"
    return UserError(
        problems=(Problem(file, 0, "", message, "run the command again when the file is as it should be"),)
    )


def _held_back(indexes: list[TenantIndex], broken: set[Path]) -> Iterator[Problem]:
    """Yield the tenants that want a number of one that stays as it runs: whose it is has to be decided first."""
    holders = {
        number: index
        for index in indexes
        if index.file in broken
        for number in (*index.numbers, *index.direct)
    }
    for index in indexes:
        for number, line in {**index.direct, **index.numbers}.items():
            if index.file not in broken and number in holders:
                message = f"{number} is in the file of the tenant `{holders[number].tenant}` too"
                yield Problem(index.file, line, "", message, "keep it in one tenant")


def _write(file: Path, data: Any) -> None:
    file.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
