"""The operator's side of a site: its workspace, its hosts, and what companies have published for its agent."""

import subprocess
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.portal.hosts import Hosts
from tests.unit.small_site import write_tenant
from wcoctl.agent.service import Agent
from wcoctl.model.document import parse
from wcoctl.rollout.session import data_hosts
from wcoctl.secrets.site_secrets import load_secrets
from wcoctl.workspace.compiled import Workspace
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import Seen, WorkspaceFiles

_SITE = "site: small\ntrunks:\n  - name: carrier\n    addresses: [192.0.2.1]\n"
_HOSTS = "hosts:\n  one: {address: 192.0.2.11, groups: [edge, media, data, build]}\n"


class Operator:
    """The operator's controller: a workspace in git, hosts, and the portal's database."""

    def __init__(self, root: Path, conninfo: str) -> None:
        (root / "tenants").mkdir(parents=True)
        (root / "site.yml").write_text(_SITE)
        (root / "hosts.yml").write_text(_HOSTS)
        self.site, self.conninfo = SiteDirectory(root), conninfo
        self.files = {
            tenant: write_tenant(self.site, tenant, f"+4822123456{number}")
            for number, tenant in enumerate(("acme", "beta"))
        }
        self.files["acme"].write_text("# Ours since 2019.\n" + self.files["acme"].read_text())
        for command in (["init", "--quiet"], ["add", "-A"], ["commit", "--quiet", "-m", "first"]):
            who = ("-c", "user.name=Ola", "-c", "user.email=ola@example.com")
            subprocess.run(["git", "-C", root, *who, *command], check=True)
        workspace = Workspace.open(self.site)
        kept = load_secrets(root, data_hosts(workspace.hosts), datetime.now(UTC)).keep().wanted
        self.hosts = Hosts(kept.identity, dict(workspace.manifest))
        files = WorkspaceFiles.read(root, workspace.contents).identifiers
        self.hosts.files = {path: (content, 1) for path, content in files.items()}
        Seen(1).write(self.site, kept.identity)

    def agent(self) -> Agent:
        """Start an agent's process."""
        return Agent(self.site, f"{self.conninfo} user=wco_agent")

    def query(self, text: str, *values: Any) -> list[dict[str, Any]]:
        """Ask the database as its owner."""
        with psycopg.connect(
            f"{self.conninfo} user=postgres", row_factory=dict_row, autocommit=True
        ) as connection:
            found = connection.execute(text.encode(), values)
            return found.fetchall() if found.description else []

    def document(self, tenant: str = "acme") -> dict[str, Any]:
        """Return what a tenant's file holds."""
        return parse(self.files[tenant].read_text()).data

    def publish(self, change: Callable[[dict[str, Any]], None], tenant: str = "acme") -> None:
        """Publish a change to the company's document as it is now."""
        base = self.document(tenant)
        document = deepcopy(base)
        change(document)
        self.queue(base, document, tenant)

    def queue(self, base: Any, document: Any, tenant: str = "acme") -> None:
        """Queue a change as the portal does."""
        self.query(
            "INSERT INTO portal.change (tenant, author, name, reason, base, document)"
            " VALUES (%s, 'anna', 'Anna Nowak', 'Summer hours', %s, %s)",
            *(tenant, Jsonb(base), Jsonb(document)),
        )

    def last(self, tenant: str = "acme") -> dict[str, Any]:
        """Return the company's last change."""
        return self.query("SELECT * FROM portal.change WHERE tenant = %s ORDER BY queued DESC", tenant)[0]

    def company(self, tenant: str = "acme") -> dict[str, Any]:
        """Return the company as the portal sees it."""
        return self.query("SELECT * FROM portal.company WHERE tenant = %s", tenant)[0]

    def git(self, *command: str) -> str:
        """Ask the workspace's git."""
        asked = subprocess.run(
            ["git", "-C", self.site.root, *command], capture_output=True, text=True, check=True
        )
        return asked.stdout.strip()


def rename(name: str) -> Callable[[dict[str, Any]], None]:
    """Return an edit of a document: another name of the company."""
    return lambda document: document.update(name=name)


def say(text: str) -> Callable[[dict[str, Any]], None]:
    """Return an edit of a document: another text of the prompt ``welcome``."""
    return lambda document: document["prompts"]["welcome"].update(text=text)


def spoil(document: dict[str, Any]) -> None:
    """Edit a document so that it has a mistake: an exit leads nowhere."""
    document["blocks"]["welcome"]["exits"]["next"] = "nowhere"
