"""``server-key``: the key that a company's server checks our requests with."""

import hmac
from typing import Annotated

import typer

from wcoctl.cli.options import SiteName

__all__ = ["server_key"]

Tenant = Annotated[str, typer.Argument(metavar="TENANT", help="Identifier of the company.")]


def server_key(site: SiteName, tenant: Tenant) -> None:
    """Print the key of a company's server in hexadecimal; docs/server-calls.md says what it is for."""
    from datetime import UTC, datetime

    from wcoctl.site.directory import find_site
    from wcoctl.site.lock import locked
    from wcoctl.site.secrets import load_secrets
    from wcoctl.site.session import data_hosts
    from wcoctl.spec.load import load_hosts, tenant_file

    directory = find_site(site)
    tenant_file(directory.root, tenant)
    with locked(directory):
        secrets = load_secrets(directory.root, data_hosts(load_hosts(directory.root)), datetime.now(UTC))
    master = bytes.fromhex(secrets.server_calls_key.get_secret_value())
    typer.echo(hmac.digest(master, tenant.encode(), "sha256").hex())
