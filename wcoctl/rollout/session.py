"""A command's work on a site: its workspace, its inventory, and the state of its hosts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import IPv4Address
from typing import Any

from pydantic import SecretStr

from wcoctl import __version__
from wcoctl.bundle.contents import portal_version
from wcoctl.compile.roles import Credentials, Desk, compile_roles, hosts_in, portal_name
from wcoctl.errors import Problem, RunFailed, UserError
from wcoctl.model.site import Hosts, Site
from wcoctl.rollout.armed import ArmedRun
from wcoctl.rollout.difference import Difference, compare
from wcoctl.rollout.fleet import INSTALLING, OUTDATED, Fleet, ask_hosts
from wcoctl.rollout.guard import check_identity, other_secrets
from wcoctl.rollout.permission import Permission
from wcoctl.rollout.runner import Watcher
from wcoctl.secrets.certificates import misfit
from wcoctl.secrets.site_secrets import LoadedSecrets, SiteSecrets, WebHosts, digests, load_secrets
from wcoctl.workspace.compiled import Workspace
from wcoctl.workspace.directory import SiteDirectory, cache_directory
from wcoctl.workspace.inventory import build_inventory, lab_connection, write_inventory
from wcoctl.workspace.seen import WorkspaceFiles

__all__ = ["SiteSession", "data_hosts", "refuse_broken", "refuse_silent", "web_hosts"]


@dataclass(frozen=True)
class SiteSession:
    """A site that is valid, compiled, and described to Ansible."""

    site: SiteDirectory
    workspace: Workspace
    releases: Mapping[str, str]
    """Wanted release of each host."""
    without: list[str]
    """Hosts that the operator excludes from this run."""
    only: list[str]
    """Tenants that the run is about; all when empty."""
    secrets: LoadedSecrets
    files: WorkspaceFiles
    permission: Permission
    author: str = ""
    """Who wants the change, where that is not the operator."""
    armed: ArmedRun | None = None
    """A run that has reached the hosts already."""

    @classmethod
    def open(
        cls,
        site: SiteDirectory,
        without: list[str],
        *,
        only: list[str] | None = None,
        drift: bool = False,
        permission: Permission = Permission(),  # noqa: B008 - it is frozen
        author: str = "",
    ) -> "SiteSession":
        """Validate and compile the site, and write its inventory; with ``drift`` hosts compare their rows."""
        workspace = Workspace.open(site)
        files = WorkspaceFiles.read(site.root, workspace.contents, workspace.wavs())
        for name in without:
            if name not in workspace.hosts.hosts:
                raise UserError(
                    f"there is no host '{name}' (the hosts are {', '.join(workspace.hosts.hosts)})"
                )
        web = web_hosts(workspace.hosts, workspace.settings)
        secrets = load_secrets(site.root, data_hosts(workspace.hosts), datetime.now(UTC), web)
        if not secrets.new:
            _check_operators_secrets(secrets, workspace)
        credentials = _credentials(secrets.wanted)
        desk = Desk(cache_directory(), portal_version())
        variables = compile_roles(workspace.settings, workspace.hosts, credentials, desk)
        settings = {
            "wco_version": __version__,
            "wco_test_number": workspace.settings.test_number or "",
            "callplan_verify": drift,
            "upkeep_drift": drift,
            **_paths(site),
        }
        inventory = build_inventory(workspace.hosts, variables, settings, lab_connection(site))
        write_inventory(site, inventory)
        described: Mapping[str, Any] = inventory["all"]["hosts"]
        releases = {name: host["wco_release"] for name, host in described.items()}
        return cls(site, workspace, releases, without, only or [], secrets, files, permission, author)

    def ask(self, watcher: Watcher) -> tuple[Fleet, Difference]:
        """Ask the hosts what they hold, and compare that with what they should hold.

        UserError when they cannot get the tenants of this run alone, or nobody knows one of them.
        """
        fleet = ask_hosts(self.site, watcher, self.without)
        self.check_identity(fleet)
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
        """Errors of the tenants that the run is about."""
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
        unknown = [tenant for tenant in self.only if tenant not in known]
        if unknown and not fleet.silent:  # which may hold it
            raise UserError(f"there is no tenant '{unknown[0]}' in {self.site.root} or on its hosts")
        outdated = any(OUTDATED in state.manifest.values() for state in fleet.hosts.values())
        bare = any(state.release in ("", INSTALLING) for state in fleet.hosts.values())
        if self.only and (outdated or bare):
            lack = "lack the software" if bare else "have the call plan by another schema"
            raise UserError(
                f"hosts {lack}, so no single tenant can be applied (wcoctl apply {self.site.argument})"
            )
        if self.only and any(state.broken for state in fleet.hosts.values()):
            raise UserError(
                f"hosts have to be repaired first, so no single tenant can be applied (wcoctl apply {self.site.argument})"
            )
        if outdated and self.problems:
            raise UserError(
                "the hosts' call plan has another schema, so no tenant can stay as it is: fix all files first",
                self.problems,
            )

    def check_identity(self, fleet: Fleet) -> None:
        """Raise UserError when hosts are another site's, or know other secrets."""
        secrets, renewed = self.secrets.wanted, self.permission.new_secrets
        site = self.workspace.settings.site
        renamed = self.permission.revision is not None
        check_identity(
            *(fleet, site, secrets.identity, digests(secrets)),
            new=self.secrets.new,
            renewed=renewed,
            renamed=renamed,
        )

    def renewals(self, fleet: Fleet) -> list[str]:
        """Say which secrets the hosts are going to get instead of those that they know."""
        wanted = digests(self.secrets.wanted)
        found = {name: other_secrets(state.known, wanted) for name, state in sorted(fleet.hosts.items())}
        return [f"{name} gets other secrets: {', '.join(keys)}" for name, keys in found.items() if keys]

    def with_kept_secrets(self, fleet: Fleet) -> "SiteSession":
        """Write the secrets that hosts are about to get; hosts that hold the site already keep its identity."""
        secrets = self.secrets
        known = [state.known for state in fleet.hosts.values()]
        identities = [
            one.identity for one in known if one and one.identity
        ]  # of a damaged file there is none
        if secrets.new and identities:
            secrets = secrets.of_site(identities[0])
        kept = replace(self, secrets=secrets.keep())
        _check_operators_secrets(kept.secrets, self.workspace)
        return kept


def refuse_silent(
    fleet: Fleet, result: Mapping[str, Any] | None = None, problems: Sequence[Problem] = ()
) -> None:
    """Raise RunFailed when a host could not be asked: nothing is changed then. ``result`` is what the others said.

    ``problems`` are mistakes in the site's files, which are reported all the same.
    """
    if fleet.silent:
        lines = [f"{host}: {reason}" for host, reason in sorted(fleet.silent.items())]
        lines += map(str, problems)
        lines.append("nothing was changed (repair these hosts, or exclude them for now: --without HOST)")
        raise RunFailed("\n".join(lines), result)


def refuse_broken(session: SiteSession, result: Mapping[str, Any]) -> None:
    """Raise UserError when tenants of this run have mistakes; ``result`` is what became of the others."""
    if session.problems:
        tenants = sorted({problem.file.stem for problem in session.problems})
        message = f"unchanged on the hosts because of errors in their files: {', '.join(tenants)}"
        raise UserError(message, session.problems, result)


def data_hosts(hosts: Hosts) -> dict[str, IPv4Address]:
    """Return the addresses of the hosts that have a certificate."""
    return {name: host.address for name, host in hosts_in(hosts, "data").items()}


def web_hosts(hosts: Hosts, settings: Site) -> WebHosts:
    """Return the hosts whose certificates are the portal's."""
    addresses = {name: host.address for name, host in hosts_in(hosts, "web").items()}
    return WebHosts(portal_name(settings, hosts), addresses)


def _check_operators_secrets(loaded: LoadedSecrets, workspace: Workspace) -> None:
    """Raise UserError for a secret that only the operator has, and that is missing or does not fit."""
    _check_mail_password(loaded, workspace.settings)
    if not workspace.settings.portal.certificate:
        return
    name = portal_name(workspace.settings, workspace.hosts)
    key = _text(loaded.wanted.portal_certificate_key)
    if reason := misfit(workspace.settings.portal.certificate, key, name):
        file = workspace.site.root / "site.yml"
        hint = f"fix it here, or the key with: {loaded.edit_command}"
        raise UserError(problems=(Problem(file, 0, "portal.certificate", reason, hint),))


def _check_mail_password(loaded: LoadedSecrets, settings: Site) -> None:
    secret = loaded.wanted.mail_password
    password = _text(secret)
    if settings.mail and settings.mail.user and not (password and password.isascii()):
        known = "has characters that SMTP cannot carry" if password else "is not known"
        message = f"the password of `{settings.mail.user}` at the mail relay {known}"
        hint = f"write the line `mail_password: ...` with: {loaded.edit_command}"
        raise UserError(problems=(Problem(loaded.file, 0, "mail_password", message, hint),))


def _credentials(secrets: SiteSecrets) -> Credentials:
    return Credentials(
        authority=secrets.authority.certificate,
        servers={
            name: (pair.certificate, pair.key.get_secret_value()) for name, pair in secrets.servers.items()
        },
        calls_password=secrets.postgresql_calls_password.get_secret_value(),
        live_password=secrets.postgresql_live_password.get_secret_value(),
        server_calls_key=secrets.server_calls_key.get_secret_value(),
        dialog_key=secrets.dialog_key.get_secret_value(),
        mail_password=_text(secrets.mail_password),
        portal_password=secrets.postgresql_portal_password.get_secret_value(),
        agent_password=secrets.postgresql_agent_password.get_secret_value(),
        webhooks_password=secrets.postgresql_webhooks_password.get_secret_value(),
        portal_key=secrets.portal_key.get_secret_value(),
        web={name: (pair.certificate, pair.key.get_secret_value()) for name, pair in secrets.web.items()},
        portal_certificate_key=_text(secrets.portal_certificate_key),
    )


def _text(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _paths(site: SiteDirectory) -> dict[str, str]:
    return {
        "callplan_manifest_file": str(site.bundle / "manifest.json"),
        "callplan_bundle_file": str(site.bundle / "callplan.json"),
        "voice_prompts_recipes_file": str(site.bundle / "prompts.json"),
        "voice_prompts_sources_directory": str(site.bundle / "wavs"),
        "base_site_claim_file": str(site.orders / "claim.json"),
        "base_site_revision_file": str(site.orders / "revision.json"),
    }
