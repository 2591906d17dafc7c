"""From files to checked models; everything that is wrong in a file is found at once, with its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from wcoctl.errors import Problem, UserError
from wcoctl.model.check import MOST, check_data, read_model
from wcoctl.model.document import STDIN, Document, read
from wcoctl.model.finding import Finding
from wcoctl.model.index import TenantIndex, index_of
from wcoctl.model.rules_site import check_hosts, check_site, check_tenants
from wcoctl.model.site import Hosts, Site
from wcoctl.model.tenant import Tenant
from wcoctl.model.wav import Wav, read_wav

__all__ = [
    "HOSTS_FILE",
    "SITE_FILE",
    "TENANTS_FOLDER",
    "LoadedTenant",
    "load_hosts",
    "load_site",
    "load_tenant",
    "load_tenants",
    "misplaced_files",
    "tenant_file",
    "tenant_files",
]

SITE_FILE = "site.yml"
HOSTS_FILE = "hosts.yml"
TENANTS_FOLDER = "tenants"

_OF_EDITORS = (".", "#", "~")
"""Beginnings of the names of lock files and copies that editors leave beside what they edit."""
_MOVE = f"tenants are files directly in {TENANTS_FOLDER}/: move it there"

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class LoadedTenant:
    """One tenant file that is free of mistakes."""

    model: Tenant
    file: Path
    wavs: Mapping[str, Wav]
    """The WAV file of each prompt that has one."""
    index: TenantIndex
    """What the rules across tenants need of it."""


def load_tenant(path: Path) -> LoadedTenant:
    """Read and check one tenant file, ``-`` for standard input; UserError carries all its problems."""
    document = read(path)
    model, findings = check_data(document.data, document.findings)
    if model is None:
        raise _error(document, findings)
    if path != STDIN and model.tenant != path.stem:
        message = f"`{model.tenant}` does not match the file name `{path.name}`"
        findings.append(
            Finding(("tenant",), message, f"rename the file to {model.tenant}.yml, or fix the identifier")
        )
    wavs = _wavs(model, path.parent, findings)
    if findings:
        raise _error(document, findings)
    return LoadedTenant(model, path, wavs, index_of(model, document))


def load_tenants(paths: Iterable[Path]) -> tuple[list[LoadedTenant], list[Problem]]:
    """Read and check tenant files, alone and against each other; return the good ones, and what is wrong with all."""
    problems: list[Problem] = []
    tenants: list[LoadedTenant] = []
    for path in paths:
        try:
            tenants.append(load_tenant(path))
        except UserError as error:
            problems += error.problems
    return tenants, problems + check_tenants([tenant.index for tenant in tenants])


def load_site(folder: Path) -> Site:
    """Read and check ``site.yml`` in a site's folder; UserError carries all its problems."""
    document = read(folder / SITE_FILE)
    site, findings = _validate(Site, document)
    findings += check_site(site) if site else ()
    if site is None or findings:
        raise _error(document, findings)
    return site


def load_hosts(folder: Path, site: Site | None = None) -> Hosts:
    """Read and check ``hosts.yml`` in a site's folder, against the site if given; UserError has all."""
    document = read(folder / HOSTS_FILE)
    hosts, findings = _validate(Hosts, document)
    findings += check_hosts(hosts, site) if hosts else ()
    if hosts is None or findings:
        raise _error(document, findings)
    return hosts


def tenant_files(folder: Path) -> list[Path]:
    """Return the tenant files of a site's folder."""
    return [file for file in sorted((folder / TENANTS_FOLDER).glob("*.yml")) if not _is_an_editors(file)]


def misplaced_files(folder: Path) -> list[Problem]:
    """Return the files of a site's folder that only look like those of tenants."""
    place = folder / TENANTS_FOLDER
    return [
        Problem(file, 0, "", "is ignored", "rename it to *.yml" if file.parent == place else _MOVE)
        for file in place.rglob("*")
        if file.suffix.lower() in (".yml", ".yaml")
        and not (file.suffix == ".yml" and file.parent == place)
        and not _is_an_editors(file)
    ]


def _is_an_editors(file: Path) -> bool:
    return file.name.startswith(_OF_EDITORS)


def tenant_file(folder: Path, tenant: str) -> Path:
    """Return the file of a tenant of a site's folder; UserError when it has none."""
    files = {file.stem: file for file in tenant_files(folder)}
    if tenant not in files:
        raise UserError(f"there is no tenant '{tenant}' in {folder} (its tenants: {', '.join(files)})")
    return files[tenant]


def _validate(kind: type[_Model], document: Document) -> tuple[_Model | None, list[Finding]]:
    """Return the model, or none and what keeps the document from being one."""
    return read_model(kind, document.data, document.findings)


def _wavs(tenant: Tenant, folder: Path, findings: list[Finding]) -> dict[str, Wav]:
    wavs = {}
    for name, prompt in tenant.prompts.items():
        if prompt.wav is None:
            continue
        try:
            wavs[name] = read_wav(folder, prompt.wav)
        except PydanticCustomError as error:
            context = error.context or {}
            findings.append(Finding(("prompts", name, "wav"), context["message"], context["hint"]))
    return wavs


def _error(document: Document, findings: Iterable[Finding]) -> UserError:
    told = list(findings)
    if len(told) >= MOST:
        told[MOST:] = [Finding((), "has further problems", "fix these first")]
    return UserError(problems=tuple(sorted({document.problem(finding) for finding in told})))
