"""``webhook-key``: the key that a company's server checks our requests with."""

import hmac

import typer

from wcoctl.cli.options import SiteName, TenantName

__all__ = ["webhook_key"]


def webhook_key(site: SiteName, tenant: TenantName) -> None:
    """Print the key of a company's server in hexadecimal; see docs/webhooks.md."""
    from datetime import UTC, datetime

    from wcoctl.errors import UserError
    from wcoctl.model.load import load_hosts, tenant_file
    from wcoctl.rollout.session import data_hosts
    from wcoctl.secrets.site_secrets import load_secrets
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    tenant_file(directory.root, tenant)
    with locked(directory):
        loaded = load_secrets(directory.root, data_hosts(load_hosts(directory.root)), datetime.now(UTC))
    if loaded.new:
        raise UserError(
            f"there is no {loaded.file}: the first wcoctl apply creates it (if there was one, restore it from git or a backup)"
        )
    master = bytes.fromhex(loaded.wanted.server_calls_key.get_secret_value())
    typer.echo(hmac.digest(master, tenant.encode(), "sha256").hex())
