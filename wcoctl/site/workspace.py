"""The compiled site: every tenant's digest at hand, the rows of those that are asked for."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

from wcoctl.compile.callplan import SITE, CallPlan, compile_site, compile_tenant
from wcoctl.errors import Problem, UserError
from wcoctl.site.cache import CompileCache, Entry
from wcoctl.site.directory import REPOSITORY, SiteDirectory
from wcoctl.site.fleet import schema_version
from wcoctl.spec.load import load_hosts, load_site, load_tenant, misplaced_files, tenant_files
from wcoctl.spec.rules_site import TenantIndex, check_mail, check_server_hosts, check_tenants
from wcoctl.spec.site import Hosts, Site, Speech

__all__ = ["Workspace"]

_SOURCES = ("wcoctl/numbering", "wcoctl/spec", "wcoctl/compile")
_LIBRARIES = ("holidays", "phonenumbers", "pydantic")
_LINES = ("numbers", "direct", "presents", "servers", "mail", "phones", "redirects")


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
        unreadable: list[Problem] = []
        settings = _collect(unreadable, load_site, site.root)
        hosts = _collect(unreadable, load_hosts, site.root, settings)
        site.make_state()
        speech = settings.speech if settings else Speech()
        cache = CompileCache(site.cache, _source_digest(speech))
        problems = misplaced_files(site.root)
        entries = _compile(tenant_files(site.root), speech, cache, problems)
        problems += _across([_index(site, entry) for entry in entries], settings)
        if not settings or not hosts:
            raise UserError(problems=tuple(sorted(unreadable + problems)))
        broken = {
            name: tuple(found) for name, found in groupby(sorted(problems), lambda problem: problem.file.stem)
        }
        good = {entry.tenant: entry for entry in entries if entry.tenant not in broken}
        manifest = {tenant: entry.digest for tenant, entry in good.items()}
        manifest[SITE] = compile_site(settings.test_number).digest
        return cls(site, settings, hosts, manifest, broken, cache, good)

    def wavs(self) -> list[Path]:
        """Return the recorded prompts of all tenants."""
        return sorted({Path(wav) for entry in self._entries.values() for wav in entry.wavs})

    def files_of(self, tenant: str) -> set[str]:
        """Return the paths of a tenant's files in the site's folder; of one without files, that which it would have."""
        entry = self._entries.get(tenant)
        if not entry:
            return {f"tenants/{tenant}.yml"}
        return {f"tenants/{entry.file}", *(wav.removeprefix(f"{self.site.root}/") for wav in entry.wavs)}

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
            content = (
                _content(compile_site(self.settings.test_number))
                if tenant == SITE
                else self._cache.content(self._entries[tenant].file)
            )
            plans[tenant] = {"digest": self.manifest[tenant], "tables": content["tables"]}
            recipes |= {recipe["id"]: recipe for recipe in content["recipes"]}
            for path, sha256 in self._entries[tenant].wavs.items() if tenant != SITE else ():
                shutil.copyfile(path, wavs / f"{sha256}.wav")
        _write(self.site.bundle / "manifest.json", self.manifest)
        bundle = {"schema_version": schema_version(), "scope": scope, "tenants": plans}
        _write(self.site.bundle / "callplan.json", bundle)
        _write(self.site.bundle / "prompts.json", [recipes[prompt] for prompt in sorted(recipes)])


def _across(indexes: list[TenantIndex], settings: Site | None) -> list[Problem]:
    """Return what is wrong among tenants whose files are good by themselves."""
    problems = check_tenants(indexes, settings.test_number if settings else None)
    problems += check_mail(indexes, settings) if settings else []
    problems += check_server_hosts(indexes, settings) if settings else []
    return problems + list(_held_back(indexes, {problem.file for problem in problems}))


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


def _collect(problems: list[Problem], load: Any, *arguments: Any) -> Any:
    try:
        return load(*arguments)
    except UserError as error:
        if not error.problems:
            raise
        problems += error.problems
        return None


def _compile(files: list[Path], speech: Speech, cache: CompileCache, problems: list[Problem]) -> list[Entry]:
    known = cache.entries()
    kept: list[Entry] = []
    fresh: list[tuple[Entry, dict[str, Any]]] = []
    for file in files:
        entry = known.pop(file.name, None)
        if entry and _unchanged(file, entry):
            kept.append(entry)
            continue
        compiled = _collect(problems, _compile_file, file, speech)
        if compiled:
            fresh.append(compiled)
    if fresh or known:
        cache.update(fresh, known)
    return kept + [entry for entry, _content in fresh]


def _unchanged(file: Path, entry: Entry) -> bool:
    return _sha256(file) == entry.sha256 and all(
        _sha256(Path(wav)) == sha256 for wav, sha256 in entry.wavs.items()
    )


def _compile_file(file: Path, speech: Speech) -> tuple[Entry, dict[str, Any]]:
    before = _sha256(file)
    loaded = load_tenant(file)
    plan = compile_tenant(loaded.model, {name: wav.sha256 for name, wav in loaded.wavs.items()}, speech)
    wavs = {str(wav.file): wav.sha256 for wav in loaded.wavs.values()}
    index = loaded.index
    lines = {name: dict(getattr(index, name)) for name in _LINES}
    return Entry(file.name, before, wavs, plan.tenant, plan.digest, lines), _content(plan)


def _content(plan: CallPlan) -> dict[str, Any]:
    return {"tables": plan.tables(), "recipes": list(plan.recipes)}


def _index(site: SiteDirectory, entry: Entry) -> TenantIndex:
    return TenantIndex(entry.tenant, site.root / "tenants" / entry.file, **entry.lines)


def _sha256(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _source_digest(speech: Speech) -> str:
    """Return the digest of all but the tenant files that the compiled tenants depend on."""
    digest = hashlib.sha256(speech.model_dump_json().encode())
    digest.update("".join(version(library) for library in _LIBRARIES).encode())
    for source in _SOURCES:
        for file in sorted((REPOSITORY / source).rglob("*.*")):
            if file.suffix in (".py", ".txt"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def _write(file: Path, data: Any) -> None:
    file.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
