"""The operator's changes to companies' files: suspended, a main number moved, a company removed.

Each is checked before anything is written, and is one commit. Hosts are changed by the next apply.
"""

import getpass
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from wcoctl.errors import Problem, UserError
from wcoctl.files import read_file, write_atomically
from wcoctl.model.document import LARGEST, parse
from wcoctl.model.load import TENANTS_FOLDER, load_tenant, tenant_file
from wcoctl.model.tenant import Tenant
from wcoctl.workspace.beside import problems_of
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.git import Author, commit
from wcoctl.workspace.rewriting import rewritten

__all__ = ["ARCHIVE", "Edited", "archive_tenant", "move_number", "set_suspended"]

ARCHIVE = "archive"
"""Folder of a site with what removed companies had: no command reads it."""


@dataclass(frozen=True)
class Edited:
    """What an edit did to the site's folder."""

    files: list[str]
    """Changed files, by their paths in the folder; none when there was nothing to do."""
    uncommitted: str = ""
    """Why there is no commit, if there should be one."""


@dataclass(frozen=True)
class _Company:
    """A company's file without mistakes."""

    file: Path
    text: str
    model: Tenant
    document: dict[str, Any]

    @classmethod
    def read(cls, site: SiteDirectory, tenant: str) -> "_Company":
        """Read it; UserError for its mistakes."""
        file = tenant_file(site.root, tenant)
        model = load_tenant(file).model
        text = read_file(file, LARGEST).decode()
        return cls(file, text, model, deepcopy(dict(parse(text, file).data)))


def set_suspended(site: SiteDirectory, tenant: str, *, suspended: bool) -> Edited:
    """Suspend a company, or let it call again. UserError when its file has mistakes: hosts would not take it."""
    company = _Company.read(site, tenant)
    if company.model.contract.suspended == suspended:
        return Edited([])
    contract = dict(company.document.get("contract") or {})
    contract.pop("suspended", None)
    if suspended:
        contract["suspended"] = True
    company.document.pop("contract", None)
    if contract:
        company.document["contract"] = contract
    message = f"{tenant}: suspended" if suspended else f"{tenant}: resumed"
    return _write(site, message, company)


def move_number(site: SiteDirectory, giver: str, taker: str, number: str, entry: str | None) -> Edited:
    """Move a further main number (E.164) from a company to another one. UserError, and nothing is written, for all mistakes."""
    giving, taking = _Company.read(site, giver), _Company.read(site, taker)
    _refuse_to_give(giving, number)
    held = [one.number for one in giving.model.main_numbers.additional]
    del giving.document["main_numbers"]["additional"][held.index(number)]
    if not giving.document["main_numbers"]["additional"]:
        del giving.document["main_numbers"]["additional"]
    new = {"number": number} | ({"entry": entry} if entry else {})
    numbers = taking.document["main_numbers"]
    numbers["additional"] = [*(numbers.get("additional") or ()), new]
    # Whoever reads the folder after a crash in between finds the number twice, which is refused, and not nowhere.
    return _write(site, f"{number} moved from {giver} to {taker}", taking, giving)


def archive_tenant(site: SiteDirectory, tenant: str, now: datetime) -> Edited:
    """Put a company's file, whatever is in it, and the audio it has brought into the archive."""
    file = tenant_file(site.root, tenant)
    place = site.root / ARCHIVE / f"{tenant}-{now:%Y%m%dT%H%M%S}"
    sounds = file.parent / "portal" / tenant
    place.mkdir(parents=True)
    moves = [(file, place / file.name)]
    if sounds.is_dir():
        moves += [(one, place / "portal" / tenant / one.name) for one in sorted(sounds.iterdir())]
    # The file goes last: until then the company is whole.
    for old, new in moves:
        new.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(old, new)
    for old, _ in moves:
        old.unlink()
    if sounds.is_dir():
        sounds.rmdir()
    files = [str(path.relative_to(site.root)) for move in moves for path in move]
    return _committed(site, f"{tenant}: removed", files)


def _refuse_to_give(giving: _Company, number: str) -> None:
    tenant, numbers = giving.model.tenant, giving.model.main_numbers
    if number == numbers.primary.number:
        raise UserError(
            f"{number} is the primary number of {tenant}, which every company needs"
            " (make another one the primary first, or remove the company)"
        )
    if number not in numbers.all():
        raise UserError(f"{tenant} has no main number {number} (it has {', '.join(sorted(numbers.all()))})")


def _write(site: SiteDirectory, message: str, *companies: _Company) -> Edited:
    texts = {one.file: rewritten(one.text, one.document) for one in companies}
    if problems := problems_of(site, texts):
        raise UserError(problems=tuple(_without_lines(problems, texts)))
    for file, text in texts.items():
        mode = file.stat().st_mode & 0o777
        write_atomically(file, text.encode())
        file.chmod(mode)
    return _committed(site, message, [f"{TENANTS_FOLDER}/{file.name}" for file in texts])


def _without_lines(problems: list[Problem], texts: Mapping[Path, str]) -> Iterator[Problem]:
    """Yield problems of files that are not written: their lines are not those that the operator sees."""
    for one in problems:
        yield Problem(one.file, 0, one.path, one.message, one.hint) if one.file in texts else one


def _committed(site: SiteDirectory, message: str, files: list[str]) -> Edited:
    return Edited(files, commit(site.root, files, message, _author(site)))


def _author(site: SiteDirectory) -> Author:
    """Return who works here: by the name that git knows, or that of the machine."""
    name, address = (_known_to_git(site, key) for key in ("user.name", "user.email"))
    user = getpass.getuser()
    return Author(name or user, address or f"{user}@localhost")


def _known_to_git(site: SiteDirectory, key: str) -> str:
    asked = subprocess.run(
        ["git", "-C", str(site.root), "config", key], capture_output=True, text=True, check=False, timeout=20
    )
    return asked.stdout.strip()
