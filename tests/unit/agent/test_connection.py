"""How the agent reaches PostgreSQL."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.unit.small_site import config, site
from wcoctl.agent.connection import conninfo_of
from wcoctl.errors import UserError
from wcoctl.model.load import load_hosts
from wcoctl.rollout.session import data_hosts
from wcoctl.secrets.site_secrets import load_secrets
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["config", "site"]


def test_it_believes_the_sites_authority_only(site: SiteDirectory) -> None:
    kept = load_secrets(site.root, data_hosts(load_hosts(site.root)), datetime.now(UTC)).keep().wanted
    told = conninfo_to_dict(conninfo_of(site))
    assert (told["host"], told["hostaddr"], told["user"]) == ("one", "192.0.2.11", "wco_agent")
    assert told["sslmode"] == "verify-full"
    assert Path(str(told["sslrootcert"])).read_text() == kept.authority.certificate
    assert told["password"] == kept.postgresql_agent_password.get_secret_value()


def test_before_the_first_apply_nobody_logs_in(site: SiteDirectory) -> None:
    with pytest.raises(UserError, match="wcoctl apply"):
        conninfo_of(site)


def test_a_site_without_data_hosts_has_no_portal(site: SiteDirectory) -> None:
    (site.root / "hosts.yml").write_text(
        "hosts:\n  one: {address: 192.0.2.11, groups: [edge, media, build]}\n"
    )
    with pytest.raises(UserError, match="data"):
        conninfo_of(site)
