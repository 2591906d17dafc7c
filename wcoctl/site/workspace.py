"""The compiled site: every tenant's digest at hand, the rows of those that are asked for."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from wcoctl.compile.callplan import SITE, compile_site
from wcoctl.errors import Problem, UserError
from wcoctl.site.cache import CompileCache, Entry
from wcoctl.site.directory import SiteDirectory
from wcoctl.site.fleet import schema_version
from wcoctl.site.reading import content, read_folder
from wcoctl.spec.index import TenantIndex
from wcoctl.spec.load import TENANTS_FOLDER
from wcoctl.spec.site import Hosts, Site

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
        broken = {
            name: tuple(found) for name, found in groupby(sorted(problems), lambda problem: problem.file.stem)
        }
        good = {entry.tenant: entry for entry in read.entries if entry.tenant not in broken}
        manifest = {tenant: entry.digest for tenant, entry in good.items()}
        manifest[SITE] = compile_site(read.settings.test_number).digest
        return cls(site, read.settings, read.hosts, manifest, broken, read.cache, good)

    def write_bundle(self, tenants: Iterable[str]) -> None:
        """Write what the hosts need to get these tenants, which may be gone: manifest, rows, prompt recipes, WAV files.

        All others stay as they are.
        """
        shutil.rmtree(self.site.bundle, ignore_errors=True)
        wavs = self.site.bundle / "wavs"
        wavs.mkdir(mode=0o700, parents=True)
        plans: dict[str, Any] = {}
        recipes: dict[str, Any] = {}
        scope = sorted(set(tenants))
        for tenant in filter(self.manifest.__contains__, scope):
            found = (
                content(compile_site(self.settings.test_number))
                if tenant == SITE
                else self._cache.content(self._entries[tenant].file)
            )
            plans[tenant] = {"digest": self.manifest[tenant], "tables": found["tables"]}
            recipes |= {recipe["id"]: recipe for recipe in found["recipes"]}
            for path, sha256 in self._entries[tenant].wavs.items() if tenant != SITE else ():
                shutil.copyfile(self.site.root / TENANTS_FOLDER / path, wavs / f"{sha256}.wav")
        _write(self.site.bundle / "manifest.json", self.manifest)
        bundle = {"schema_version": schema_version(), "scope": scope, "tenants": plans}
        _write(self.site.bundle / "callplan.json", bundle)
        _write(self.site.bundle / "prompts.json", [recipes[prompt] for prompt in sorted(recipes)])


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
