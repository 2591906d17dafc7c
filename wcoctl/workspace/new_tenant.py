"""A new company's file: its callers hear that the switchboard is being set up."""

import json
import os

from wcoctl.errors import Problem
from wcoctl.files import write_atomically
from wcoctl.model.base import Identifier, Language, ShortText, Strict
from wcoctl.model.load import TENANTS_FOLDER
from wcoctl.model.numbers import PhoneNumber
from wcoctl.workspace.beside import problems_of
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["NewTenant", "check_new_tenant", "write_new_tenant"]

_SETUP = {
    "pl": "Centrala tej firmy jest właśnie konfigurowana. Prosimy zadzwonić później.",
    "en": "The switchboard of this company is being set up. Please call again later.",
}

_FILE = """\
# Made by `wcoctl tenant create`; docs/spec.md says what else can be here.
tenant: {tenant}
name: {name}
language: {language}

main_numbers:
  primary:
    number: {number}
    entry: setup

prompts:
  setup:
    text: {text}

blocks:
  setup:
    type: announcement
    prompt: setup
    exits:
      next: hangup
"""


class NewTenant(Strict):
    """What a new company's file says."""

    tenant: Identifier
    name: ShortText
    number: PhoneNumber
    language: Language = "pl"


def check_new_tenant(site: SiteDirectory, new: NewTenant) -> list[Problem]:
    """Return what is wrong with a new company, alone and beside those that the site has; UserError for the site's own mistakes."""
    file = site.root / TENANTS_FOLDER / f"{new.tenant}.yml"
    if os.path.lexists(file):
        return [Problem(file, 0, "", "is there already", "edit it, or choose another identifier")]
    return problems_of(site, {file: _text(new)})


def write_new_tenant(site: SiteDirectory, new: NewTenant) -> str:
    """Write the company's file, which is not there yet, and return its path in the site's folder."""
    path = f"{TENANTS_FOLDER}/{new.tenant}.yml"
    file = site.root / path
    file.parent.mkdir(exist_ok=True)
    write_atomically(file, _text(new).encode())
    file.chmod(0o644)
    return path


def _text(new: NewTenant) -> str:
    """Return the file; a text in JSON is one in YAML too."""
    values = {"name": new.name, "number": new.number, "text": _SETUP[new.language]}
    quoted = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    return _FILE.format(tenant=new.tenant, language=new.language, **quoted)
