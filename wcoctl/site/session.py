"""A command's work on a site: its workspace, its inventory, and the state of its hosts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address
from typing import Any

from wcoctl import __version__
from wcoctl.compile.roles import Credentials, Desk, compile_roles, hosts_in
from wcoctl.errors import Problem, RunFailed, UserError
from wcoctl.site.difference import Difference, compare
from wcoctl.site.directory import SiteDirectory, cache_directory
from wcoctl.site.fleet import INSTALLING, OUTDATED, Fleet, survey
from wcoctl.site.inventory import build_inventory, lab_connection, write_inventory
from wcoctl.site.runner import Watcher
from wcoctl.site.secrets import PASSWORD_FILE, SECRETS_FILE, load_secrets
from wcoctl.site.workspace import Workspace
from wcoctl.spec.site import Hosts, Site

__all__ = ["Session", "data_hosts", "refuse_broken", "refuse_silent"]


@dataclass(frozen=True)
class Session:
    """A site that is valid, compiled, and described to Ansible."""

    site: SiteDirectory
    workspace: Workspace
    releases: Mapping[str, str]
    """Wanted release of each host."""
    without: list[str]
    """Hosts that the operator leaves out of this run."""
    only: list[str]
    """Tenants that the run is about; all when empty."""

    @classmethod
    def open(
        cls, site: SiteDirectory, without: list[str], *, only: list[str] | None = None, drift: bool = False
    ) -> "Session":
        """Validate and compile the site, and write its inventory; with ``drift`` hosts compare their rows."""
        workspace = Workspace.open(site)
        for name in without:
            if name not in workspace.hosts.hosts:
                raise UserError(
                    f"there is no host '{name}' (the hosts are {', '.join(workspace.hosts.hosts)})"
                )
        credentials = _credentials(site, workspace.hosts, workspace.settings)
        variables = compile_roles(workspace.settings, workspace.hosts, credentials, Desk(cache_directory()))
        settings = {
            "wco_version": __version__,
            "wco_test_number": workspace.settings.test_number or "",
            "callplan_verify": drift,
            **_paths(site),
        }
        inventory = build_inventory(workspace.hosts, variables, settings, lab_connection(site))
        write_inventory(site, inventory)
        described: Mapping[str, Any] = inventory["all"]["hosts"]
        releases = {name: host["wco_release"] for name, host in described.items()}
        return cls(site, workspace, releases, without, only or [])

    def ask(self, watcher: Watcher) -> tuple[Fleet, Difference]:
        """Ask the hosts what they hold, and compare that with what they should hold.

        UserError when they cannot get the tenants of this run alone, or nobody knows one of them.
        """
        fleet = survey(self.site, watcher, self.without)
        self._check(fleet)
        return fleet, self.compare(fleet)

    def compare(self, fleet: Fleet) -> Difference:
        """Compare what hosts hold with what they should hold."""
        workspace = self.workspace
        return compare(workspace.hosts, self.releases, workspace.manifest, fleet, self.leaves)

    def leaves(self, tenant: str) -> bool:
        """Tell whether a tenant stays as it is, for its mistakes or because the run is about others."""
        return tenant in self.workspace.broken or bool(self.only and tenant not in self.only)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Mistakes of the tenants that the run is about."""
        broken = self.workspace.broken
        return tuple(
            problem
            for tenant, found in sorted(broken.items())
            if not self.only or tenant in self.only
            for problem in found
        )

    def _check(self, fleet: Fleet) -> None:
        held = {tenant for state in fleet.hosts.values() for tenant in state.manifest}
        known = self.workspace.manifest.keys() | self.workspace.broken.keys() | held
        if unknown := [tenant for tenant in self.only if tenant not in known]:
            raise UserError(f"there is no tenant '{unknown[0]}' in {self.site.root} or on its hosts")
        outdated = any(OUTDATED in state.manifest.values() for state in fleet.hosts.values())
        bare = any(state.release in ("", INSTALLING) for state in fleet.hosts.values())
        if self.only and (outdated or bare):
            lack = "lack the software" if bare else "have the call plan by another schema"
            raise UserError(
                f"hosts {lack}, so that no tenant can be brought alone (wco apply {self.site.root.name})"
            )
        if outdated and self.problems:
            raise UserError(
                "the hosts' call plan has another schema, so that no tenant can stay as it is: mend all files first",
                self.problems,
            )


def refuse_silent(fleet: Fleet, result: Mapping[str, Any] | None = None) -> None:
    """Raise RunFailed when a host could not be asked: nothing is changed then. ``result`` is what the others said."""
    if fleet.silent:
        lines = [f"{host}: {reason}" for host, reason in sorted(fleet.silent.items())]
        lines.append("nothing was changed (mend these hosts, or leave them out for now: --without HOST)")
        raise RunFailed("\n".join(lines), result)


def refuse_broken(session: Session, result: Mapping[str, Any]) -> None:
    """Raise UserError when tenants of this run have mistakes; ``result`` is what became of the others."""
    if session.problems:
        tenants = sorted({problem.file.stem for problem in session.problems})
        message = f"left as they run, for the mistakes in their files: {', '.join(tenants)}"
        raise UserError(message, session.problems, result)


def data_hosts(hosts: Hosts) -> dict[str, IPv4Address]:
    """Return the addresses of the hosts that have a certificate."""
    return {name: host.address for name, host in hosts_in(hosts, "data").items()}


def _credentials(site: SiteDirectory, hosts: Hosts, settings: Site) -> Credentials:
    secrets = load_secrets(site.root, data_hosts(hosts), datetime.now(UTC))
    password = secrets.mail_password.get_secret_value() if secrets.mail_password else ""
    if settings.mail and settings.mail.user and not (password and password.isascii()):
        file = site.root / SECRETS_FILE
        known = "holds signs that SMTP cannot carry" if password else "is not known"
        message = f"the password of `{settings.mail.user}` at the mail relay {known}"
        password_file = site.root / PASSWORD_FILE
        hint = f"write the line `mail_password: ...` with: ansible-vault edit --vault-password-file {password_file} {file}"
        raise UserError(problems=(Problem(file, 0, "mail_password", message, hint),))
    return Credentials(
        authority=secrets.authority.certificate,
        servers={
            name: (pair.certificate, pair.key.get_secret_value()) for name, pair in secrets.servers.items()
        },
        calls_password=secrets.postgresql_calls_password.get_secret_value(),
        live_password=secrets.postgresql_live_password.get_secret_value(),
        server_calls_key=secrets.server_calls_key.get_secret_value(),
        dialog_key=secrets.dialog_key.get_secret_value(),
        mail_password=password,
    )


def _paths(site: SiteDirectory) -> dict[str, str]:
    return {
        "callplan_manifest_file": str(site.bundle / "manifest.json"),
        "callplan_bundle_file": str(site.bundle / "callplan.json"),
        "voice_prompts_recipes_file": str(site.bundle / "prompts.json"),
        "voice_prompts_sources_directory": str(site.bundle / "wavs"),
    }
