"""Files of companies before they are written: what would be wrong with them, alone and beside all others."""

from collections.abc import Mapping
from pathlib import Path

from wcoctl.errors import Problem, UserError
from wcoctl.model.check import check_data
from wcoctl.model.document import parse
from wcoctl.model.index import TenantIndex, index_of
from wcoctl.model.rules_site import check_together
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.reading import read_folder

__all__ = ["problems_of"]


def problems_of(site: SiteDirectory, texts: Mapping[Path, str]) -> list[Problem]:
    """Return what would be wrong only with these files of tenants, new or changed; UserError for the site's own mistakes."""
    problems: set[Problem] = set()
    new: list[TenantIndex] = []
    for file, text in texts.items():
        document = parse(text, file)
        model, findings = check_data(document.data, document.findings)
        problems |= {document.problem(finding) for finding in findings}
        if model:
            new.append(index_of(model, document))
    site.make_state()
    read = read_folder(site.root, site.cache)
    if read.own_problems:
        raise UserError(problems=tuple(sorted(read.own_problems)))
    names = {file.stem for file in texts}
    others = [index for index in read.indexes if index.tenant not in names]
    before = {*check_together(read.indexes, read.settings)}
    return sorted(problems | ({*check_together([*others, *new], read.settings)} - before))
