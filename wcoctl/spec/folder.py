"""A site's folder as a whole: site.yml, hosts.yml and tenants/*.yml, alone and against each other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from wcoctl.errors import Problem, UserError
from wcoctl.spec.load import LoadedTenant, load_hosts, load_site, load_tenant, misplaced_files, tenant_files
from wcoctl.spec.rules_site import check_mail, check_server_hosts, check_tenants
from wcoctl.spec.site import Hosts, Site

__all__ = ["LoadedFolder", "load_folder", "load_tenants"]

_Loaded = TypeVar("_Loaded")


@dataclass(frozen=True)
class LoadedFolder:
    """A site that is free of mistakes."""

    site: Site
    hosts: Hosts
    tenants: tuple[LoadedTenant, ...]


def load_folder(folder: Path) -> LoadedFolder:
    """Read and check a site's folder; UserError carries the problems of all its files."""
    problems = misplaced_files(folder)
    site = _collect(problems, partial(load_site, folder))
    hosts = _collect(problems, partial(load_hosts, folder, site))
    tenants = _collect(problems, lambda: load_tenants(tenant_files(folder), site))
    if problems or site is None or hosts is None or tenants is None:
        raise UserError(problems=tuple(sorted(problems)))
    return LoadedFolder(site, hosts, tenants)


def load_tenants(files: Iterable[Path], site: Site | None = None) -> tuple[LoadedTenant, ...]:
    """Read and check tenant files, alone, against each other and their site; UserError has all problems."""
    problems: list[Problem] = []
    loaded = [_collect(problems, partial(load_tenant, file)) for file in files]
    tenants = tuple(tenant for tenant in loaded if tenant is not None)
    indexes = [tenant.index for tenant in tenants]
    problems += check_tenants(indexes, site.test_number if site else None)
    problems += check_mail(indexes, site) if site else []
    problems += check_server_hosts(indexes, site) if site else []
    if problems:
        raise UserError(problems=tuple(sorted(problems)))
    return tenants


def _collect(problems: list[Problem], load: Callable[[], _Loaded]) -> _Loaded | None:
    """Return what is loaded; keep its problems instead if there are some."""
    try:
        return load()
    except UserError as error:
        problems += error.problems
        return None
