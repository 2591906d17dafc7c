"""Each tests/specs/ok_sites/* gives its hosts exactly the variables beside it, and has exactly these rows.

After a wanted change write them anew with ``python -m tests.unit.compile.test_golden_sites`` and read the difference before
it is committed.
"""

import json
from pathlib import Path

import pytest

from wcoctl.compile.callplan import compile_site
from wcoctl.compile.roles import Credentials, Desk, compile_roles
from wcoctl.compile.roles.places import callplan_db
from wcoctl.model.load import load_hosts, load_site

SITES = sorted((Path(__file__).parents[2] / "specs" / "ok_sites").iterdir())
CREDENTIALS = Credentials(
    *("authority", {"data1": ("certificate", "key")}, "calls", "live", "servers", "dialogs", "mail"),
    portal_password="portal",
    agent_password="agent",
    webhooks_password="webhooks",
    portal_key="key",
    web={"web1": ("certificate", "key"), "web2": ("certificate", "key")},
    portal_certificate_key="own key",
)
LAW = {"holiday", "number_range"}
"""Tables that are the same at all sites, and have tests of their own."""


def compiled(folder: Path) -> str:
    site = load_site(folder)
    hosts = load_hosts(folder, site)
    variables = compile_roles(site, hosts, CREDENTIALS, Desk(Path("/cache"), "0.1.0+d0"))
    plan = {
        table: rows for table, rows in compile_site(site.test_number).tables().items() if table not in LAW
    }
    text = json.dumps({"variables": variables, "callplan": plan}, indent=1, ensure_ascii=False) + "\n"
    return text.replace(Path(callplan_db()).name, "callplan_NN.db")


@pytest.mark.parametrize("folder", SITES, ids=lambda folder: folder.name)
def test_a_site_gives_exactly_these_variables_and_rows(folder: Path) -> None:
    assert compiled(folder) == (folder / "expected.json").read_text(encoding="utf-8")


if __name__ == "__main__":
    for folder in SITES:
        (folder / "expected.json").write_text(compiled(folder), encoding="utf-8")
