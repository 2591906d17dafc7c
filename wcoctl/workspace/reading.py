"""A site's folder, read and checked as a whole; tenants that have not changed since the last time are not read again."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wcoctl.compile.callplan import CallPlan, compile_tenant
from wcoctl.errors import Problem, UserError
from wcoctl.files import read_file
from wcoctl.model import document, wav
from wcoctl.model.index import TenantIndex
from wcoctl.model.load import (
    SITE_FILE,
    TENANTS_FOLDER,
    load_hosts,
    load_site,
    load_tenant,
    misplaced_files,
    tenant_files,
)
from wcoctl.model.rules_site import check_together
from wcoctl.model.site import Hosts, Site, Speech
from wcoctl.workspace.cache import CompileCache, Entry
from wcoctl.workspace.directory import REPOSITORY, SiteDirectory, cache_directory

__all__ = ["Reading", "check_folder", "compile_file", "content", "read_folder"]

_SOURCES = ("wcoctl/numbering", "wcoctl/model", "wcoctl/blocks", "wcoctl/compile")

_NOWHERE = Path(":memory:")
"""A cache that is gone with its process."""

_Content = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """What a site's folder holds, with all that is wrong there."""

    settings: Site | None
    hosts: Hosts | None
    own_problems: list[Problem]
    """Those of ``site.yml`` and ``hosts.yml``."""
    tenant_problems: list[Problem]
    """Those of tenants, alone and against each other."""
    entries: list[Entry]
    """Each tenant whose file is good by itself."""
    indexes: list[TenantIndex]
    """The same tenants."""
    contents: Mapping[Path, bytes]
    """Of each tenant's file that can be read."""
    cache: CompileCache


def check_folder(folder: Path) -> Reading:
    """Read a folder in which perhaps nothing may be written: then the user's own cache knows it."""
    return read_folder(folder, _cache_of(SiteDirectory(folder)))


def read_folder(folder: Path, cache_file: Path) -> Reading:
    """Read a site's folder, and compile the tenants that are not in the cache as they are now."""
    own: list[Problem] = []
    settings = _collect(own, load_site, folder)
    hosts = _collect(own, load_hosts, folder, settings)
    cache = CompileCache(cache_file, _source_digest())
    problems = misplaced_files(folder)
    files = tenant_files(folder)
    contents = dict(_contents(files))
    entries = _compile(files, contents, settings.speech if settings else None, cache, problems)
    indexes = [
        TenantIndex.restored(entry.tenant, folder / TENANTS_FOLDER / entry.file, entry.kept)
        for entry in entries
    ]
    problems += check_together(indexes, settings)
    return Reading(settings, hosts, own, problems, entries, indexes, contents, cache)


def content(plan: CallPlan) -> _Content:
    """Return what hosts get of a call plan."""
    return {"tables": plan.tables(), "recipes": list(plan.recipes)}


def _cache_of(site: SiteDirectory) -> Path:
    if not (site.root / SITE_FILE).is_file():
        return _NOWHERE
    with suppress(OSError):
        site.make_state()
        return site.cache
    name = hashlib.sha256(str(site.root.resolve()).encode()).hexdigest()[:16]
    with suppress(OSError):
        caches = cache_directory() / "sites"
        caches.mkdir(mode=0o700, parents=True, exist_ok=True)
        return caches / f"{name}.sqlite"
    return _NOWHERE


def _collect(problems: list[Problem], load: Any, *arguments: Any) -> Any:
    try:
        return load(*arguments)
    except UserError as error:
        if not error.problems:
            raise
        problems += error.problems
        return None


def _contents(files: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    for file in files:
        with suppress(OSError):
            yield file, read_file(file, document.LARGEST)


def _compile(
    files: Iterable[Path],
    contents: Mapping[Path, bytes],
    speech: Speech | None,
    cache: CompileCache,
    problems: list[Problem],
) -> list[Entry]:
    known = cache.entries()
    wanted = _digest(speech) if speech else ""
    kept: list[Entry] = []
    fresh: list[tuple[Entry, _Content]] = []
    for file in files:
        entry = known.pop(file.name, None)
        if entry and entry.speech == (wanted or entry.speech) and _unchanged(file, contents, entry):
            kept.append(entry)
        elif compiled := _collect(problems, compile_file, file, speech or Speech()):
            fresh.append(compiled)
    if fresh or known:
        cache.update(fresh, known)
    return kept + [entry for entry, _content in fresh]


def _unchanged(file: Path, contents: Mapping[Path, bytes], entry: Entry) -> bool:
    return hashlib.sha256(contents.get(file, b"")).hexdigest() == entry.sha256 and all(
        _sha256(file.parent / name, wav.LARGEST) == sha256 for name, sha256 in entry.wavs.items()
    )


def compile_file(file: Path, speech: Speech) -> tuple[Entry, _Content]:
    """Read and compile a tenant file; UserError carries all its problems."""
    before = _sha256(file, document.LARGEST)
    loaded = load_tenant(file)
    prompts = {name: found.sha256 for name, found in loaded.wavs.items()}
    plan = compile_tenant(loaded.model, prompts, speech)
    wavs = {str(loaded.model.prompts[name].wav): sha256 for name, sha256 in prompts.items()}
    entry = Entry(file.name, before, _digest(speech), wavs, plan.tenant, plan.digest, loaded.index.kept())
    return entry, content(plan)


def _sha256(file: Path, largest: int) -> str:
    try:
        return hashlib.sha256(read_file(file, largest)).hexdigest()
    except OSError:
        return ""


def _digest(speech: Speech) -> str:
    return hashlib.sha256(speech.model_dump_json().encode()).hexdigest()


def _source_digest() -> str:
    """Return the digest of the code that checks and compiles tenants, and of the versions of its libraries."""
    digest = hashlib.sha256((REPOSITORY / "requirements.txt").read_bytes())
    for source in _SOURCES:
        for file in sorted((REPOSITORY / source).rglob("*.*")):
            if file.suffix in (".py", ".txt"):
                digest.update(file.read_bytes())
    return digest.hexdigest()
