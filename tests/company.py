"""A company's server beside the carrier of the lab: the site's authority vouches for it, a tenant's key is its own."""

import hmac
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

from tests.tools.company import Company
from wcoctl.model.load import load_hosts, load_site
from wcoctl.rollout.session import data_hosts
from wcoctl.secrets.certificates import KeyPair, new_server
from wcoctl.secrets.site_secrets import load_secrets
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["PLACEHOLDER", "company", "server_address"]

PLACEHOLDER = "company.invalid"
"""Stands for the server's address in the tenants of tests."""
PORT = 8443


def server_address(site: SiteDirectory) -> str:
    """Return where the server is: the carrier's address."""
    return f"{load_site(site.root).trunks[0].addresses[0]}:{PORT}"


@contextmanager
def company(site: SiteDirectory, tenant: str) -> Iterator[Company]:
    """Run the server of a tenant."""
    now = datetime.now(UTC)
    address = server_address(site).partition(":")[0]
    secrets = load_secrets(site.root, data_hosts(load_hosts(site.root)), now).wanted
    authority = KeyPair(secrets.authority.certificate, secrets.authority.key.get_secret_value())
    master = bytes.fromhex(secrets.server_calls_key.get_secret_value())
    signing_key = hmac.digest(master, tenant.encode(), "sha256")
    with tempfile.TemporaryDirectory(prefix="wco-company-") as folder:
        files = Path(folder, "certificate"), Path(folder, "key")
        for file, text in zip(
            files, new_server(authority, "company", IPv4Address(address), now), strict=True
        ):
            file.write_text(text)
        with Company(address, PORT, *files, signing_key) as server:
            yield server
