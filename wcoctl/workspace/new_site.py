"""A new site's folder: its two files, a place for companies, and what to do next."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import Field

from wcoctl.errors import Problem, UserError
from wcoctl.files import write_atomically
from wcoctl.model.base import Strict
from wcoctl.model.load import HOSTS_FILE, SITE_FILE, TENANTS_FOLDER
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.reading import check_folder
from wcoctl.workspace.rewriting import as_yaml

__all__ = ["NewSite", "refuse_used_folder", "write_new_site", "write_readme"]

_ALL = ("edge", "media", "data", "build", "web")
_FURTHER = ("edge", "media")

_SITE = """\
---
# Made by `wcoctl init`; docs/site.md says what else can be here.
"""

_HOSTS = """\
---
# The hosts and what they run: edge (Kamailio), media (Asterisk), data (PostgreSQL), build (Asterisk's packages), web (the portal).
"""

_README = """\
# {name}

The workspace of a hosted telephony site (WCO). `site.yml` says what it is connected to, `hosts.yml` on which Debian hosts it runs,
`tenants/` whom it serves; `secrets.yml` has its passwords, encrypted, and is committed too. The password of `secrets.yml` is in

    {password}

Keep a copy of it in a password store: without it the secrets cannot be read.

## Next

1. Let this controller log in to each host by its SSH key: {hosts}.
2. `wcoctl validate .`, then `wcoctl plan .`: asks the hosts, changes nothing.
3. `wcoctl apply .`: the first time ten to twenty minutes, as it builds Asterisk's packages.
4. The first company: `wcoctl tenant create . acme --name "ACME" --number +48221002000 --owner-login jan --owner-name "Jan Kowal"`,
   then `wcoctl apply . acme`.
5. What companies publish in the portal comes by a service: `wcoctl agent . --print-unit`.
6. Keep the folder in git: `git init && git add -A && git commit -m 'A new site'`.

Later: `mail` and `sms` in `site.yml` for voicemail and one-time passwords, `ssh.sources` for who may try to log in, `test_number`
for `wcoctl verify`.
"""


class NewSite(Strict):
    """What has to be known of a site."""

    name: str
    trunks: list[str] = Field(min_length=1)
    """Addresses of the operator's exchange."""
    hosts: dict[str, str] = Field(min_length=1)
    """Addresses by names."""
    portal: str | None = None
    """Name that browsers use."""
    ssh_sources: list[str] = Field(default=[])


def refuse_used_folder(folder: Path) -> None:
    """Refuse a folder that holds anything but git's own: UserError."""
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file (name a folder that is new or empty)")
    if folder.is_dir() and (held := sorted(path.name for path in folder.iterdir() if path.name != ".git")):
        raise UserError(
            f"{folder} is not empty: it has {', '.join(held[:5])} (name a folder that is new or empty)"
        )


def write_new_site(folder: Path, new: NewSite) -> SiteDirectory:
    """Write the folder once its files are known to be right; UserError with all that is wrong, and nothing is there then."""
    texts = {SITE_FILE: _site(new), HOSTS_FILE: _hosts(new)}
    if problems := _problems(folder, texts):
        raise UserError(problems=tuple(problems))
    (folder / TENANTS_FOLDER).mkdir(parents=True)
    for name, text in (*texts.items(), (f"{TENANTS_FOLDER}/.gitkeep", "")):
        write_atomically(folder / name, text.encode())
        (folder / name).chmod(0o644)
    return SiteDirectory(folder.resolve())


def write_readme(site: SiteDirectory, new: NewSite, password: Path) -> None:
    """Write what to do next, and where the vault's password is."""
    hosts = ", ".join(f"{name} ({address})" for name, address in new.hosts.items())
    file = site.root / "README.md"
    write_atomically(file, _README.format(name=new.name, password=password, hosts=hosts).encode())
    file.chmod(0o644)


def _problems(folder: Path, texts: dict[str, str]) -> Sequence[Problem]:
    """Return what is wrong with the files, as if they were in the folder already."""
    with TemporaryDirectory(prefix="wco-init-") as name:
        place = Path(name)
        for file, text in texts.items():
            (place / file).write_text(text, encoding="utf-8")
        found = check_folder(place).own_problems
        shutil.rmtree(place / ".wco", ignore_errors=True)
    return [Problem(folder / one.file.name, 0, one.path, one.message, one.hint) for one in sorted(found)]


def _site(new: NewSite) -> str:
    data: dict[str, Any] = {"site": new.name, "trunks": [{"name": "exchange", "addresses": new.trunks}]}
    if new.portal:
        data["portal"] = {"name": new.portal}
    if new.ssh_sources:
        data["ssh"] = {"sources": new.ssh_sources}
    return _SITE + as_yaml(data)


def _hosts(new: NewSite) -> str:
    first, *_ = new.hosts
    hosts = {
        name: {"address": address, "groups": list(_ALL if name == first else _FURTHER)}
        for name, address in new.hosts.items()
    }
    return _HOSTS + as_yaml({"hosts": hosts})
