"""A small site in a temporary directory."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from wcoctl.rollout.permission import Permission
from wcoctl.rollout.session import SiteSession, data_hosts
from wcoctl.secrets.site_secrets import load_secrets
from wcoctl.workspace.compiled import Workspace
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import WorkspaceFiles

SITE = """\
site: small
trunks:
  - name: carrier
    addresses: [192.0.2.1]
"""

HOSTS = """\
hosts:
  one:
    address: 192.0.2.11
    groups: [edge, media, data, build]
  two:
    address: 192.0.2.12
    groups: [media]
"""

TENANT = """\
tenant: {tenant}
name: Firma {tenant}
main_numbers:
  primary: {{number: "{number}", entry: welcome}}
prompts:
  welcome: {{text: "Dzień dobry, {tenant}"}}
blocks:
  welcome: {{type: announcement, prompt: welcome, exits: {{next: hangup}}}}
"""


def write_tenant(site: SiteDirectory, tenant: str, number: str) -> Path:
    """Write a valid tenant with one announcement."""
    file = site.root / "tenants" / f"{tenant}.yml"
    file.write_text(TENANT.format(tenant=tenant, number=number), encoding="utf-8")
    return file


def session_of(site: SiteDirectory, *without: str, permission: Permission = Permission()) -> SiteSession:  # noqa: B008
    """Return a session on the site whose hosts want the release a."""
    workspace = Workspace.open(site)
    secrets = load_secrets(site.root, data_hosts(workspace.hosts), datetime.now(UTC)).keep()
    files = WorkspaceFiles.read(site.root, workspace.contents, workspace.wavs())
    releases = dict.fromkeys(workspace.hosts.hosts, "a")
    return SiteSession(site, workspace, releases, list(without), [], secrets, files, permission)


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep vault passwords in a folder of the test."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("WCO_VAULT_PASSWORD_FILE", raising=False)
    return tmp_path / "config" / "wco"


@pytest.fixture
def site(tmp_path: Path) -> SiteDirectory:
    """Return a site with two hosts and two tenants."""
    root = tmp_path / "small"
    (root / "tenants").mkdir(parents=True)
    (root / "site.yml").write_text(SITE, encoding="utf-8")
    (root / "hosts.yml").write_text(HOSTS, encoding="utf-8")
    directory = SiteDirectory(root)
    write_tenant(directory, "acme", "+48221234567")
    write_tenant(directory, "beta", "+48221234568")
    return directory
