"""The agent's way to PostgreSQL: TLS, by the site's own authority."""

from datetime import UTC, datetime

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from wcoctl.agent.queue import QueueConnection
from wcoctl.errors import UserError
from wcoctl.files import write_atomically
from wcoctl.model.load import load_hosts
from wcoctl.rollout.session import data_hosts
from wcoctl.secrets.site_secrets import load_secrets
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["connect", "conninfo_of"]

_PASSWORD = "postgresql_agent_password"  # noqa: S105 - its name


def conninfo_of(site: SiteDirectory) -> str:
    """Return how the site's PostgreSQL is reached. UserError when nobody can log in there yet."""
    hosts = data_hosts(load_hosts(site.root))
    if not hosts:
        raise UserError("the site has no host in the group `data`, so it has no portal")
    secrets = load_secrets(site.root, hosts, datetime.now(UTC))
    if not secrets.known or _PASSWORD not in secrets.known.model_fields_set:
        raise UserError(f"the hosts do not know the agent's password yet (wcoctl apply {site.argument})")
    site.make_state()
    authority = site.state / "authority.crt"
    write_atomically(authority, secrets.known.authority.certificate.encode())
    return make_conninfo(
        host=",".join(hosts),
        hostaddr=",".join(map(str, hosts.values())),
        dbname="wco",
        user="wco_agent",
        password=secrets.known.postgresql_agent_password.get_secret_value(),
        sslmode="verify-full",
        sslrootcert=str(authority),
        target_session_attrs="read-write",
        application_name="wcoctl agent",
        connect_timeout=10,
        keepalives_idle=20,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=30000,
    )


def connect(conninfo: str) -> QueueConnection:
    """Connect; psycopg.OperationalError when that is impossible now."""
    return psycopg.connect(conninfo, row_factory=dict_row, autocommit=True)
