"""The controller's way to PostgreSQL: TLS, by the site's own authority."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.errors import InsufficientPrivilege, UndefinedColumn, UndefinedFunction, UndefinedTable
from psycopg.rows import dict_row

from wcoctl.agent.queue import QueueConnection
from wcoctl.compile.roles import portal_name
from wcoctl.errors import RunFailed, UserError
from wcoctl.files import write_atomically
from wcoctl.model.load import load_hosts, load_site
from wcoctl.rollout.session import data_hosts
from wcoctl.secrets.site_secrets import load_secrets
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["connect", "conninfo_of", "has_portal", "opened", "portal_address"]

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


@contextmanager
def opened(site: SiteDirectory) -> Iterator[QueueConnection]:
    """Connect for one command. UserError when nobody can log in there yet, RunFailed when PostgreSQL cannot be used now."""
    try:
        with connect(conninfo_of(site)) as connection:
            yield connection
    except psycopg.OperationalError as error:
        raise RunFailed(f"PostgreSQL cannot be used: {str(error).strip()}") from error
    except (UndefinedTable, UndefinedColumn, UndefinedFunction, InsufficientPrivilege) as error:
        message = f"PostgreSQL is of an earlier release (wcoctl apply {site.argument}): {str(error).strip()}"
        raise RunFailed(message) from error


def has_portal(site: SiteDirectory) -> bool:
    """Tell whether the site has a portal."""
    return bool(portal_name(load_site(site.root), load_hosts(site.root)))


def portal_address(site: SiteDirectory) -> str:
    """Return where browsers find the portal; UserError for a site without one."""
    name = portal_name(load_site(site.root), load_hosts(site.root))
    if not name:
        raise UserError("the site has no portal (give a host of hosts.yml the group `web`)")
    return f"https://{name}/"
