"""A company publishes in the portal, and its next call goes the new way; also when the agent is killed meanwhile."""

import json
import re
import ssl
import statistics
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx
import pytest

from tests.apply.command import running
from tests.faults.beside import calls_beside, lost
from tests.faults.hosts import eventually
from tests.standalone import Lab
from wcoctl.accounts.passwords import hash_password

pytestmark = pytest.mark.lab

HOURS = "+48221001000"
MENU = "+48221001001"
PASSWORD = "zielony parasol 9 ryb"
PUBLISHED = 4
ACCOUNT = """
INSERT INTO portal.account (tenant, login, name, password, password_once) VALUES ('demo', 'anna', 'Anna Dąbek', '{}', false)
    ON CONFLICT (tenant, login) DO UPDATE SET password = excluded.password;
INSERT INTO portal.permission (tenant, account, permission) SELECT tenant, account, 'configure' FROM portal.account
    ON CONFLICT DO NOTHING;
"""


class Company:
    """The company's administrator in the portal, and the operator's view of what the portal has."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self.sql(ACCOUNT.format(hash_password(PASSWORD)))
        origin = f"https://{lab.edge}"
        authority = lab.site.state / "authority.crt"
        self._browser = httpx.Client(
            base_url=origin,
            headers={"origin": origin},
            verify=ssl.create_default_context(cafile=authority),
            follow_redirects=True,
        )

    def log_in(self) -> None:
        """Log in by the form."""
        page = self._browser.post("/login", data={"company": "demo", "login": "anna", "password": PASSWORD})
        assert page.url.path == "/", page.text

    def sql(self, query: str) -> str:
        """Ask PostgreSQL."""
        command = ("runuser", "-u", "postgres", "--", "psql", "-XqAt", "-d", "wco", "-c", query)
        return self._lab.inside.run(self._lab.edge, *command).decode().strip()

    def document(self) -> dict[str, Any]:
        """Return what is published."""
        found: dict[str, Any] = json.loads(
            self.sql("SELECT document FROM portal.company WHERE tenant = 'demo'")
        )
        return found

    def entry(self) -> str:
        """Return the block where calls to the menu's number begin."""
        return str(self.document()["main_numbers"]["additional"][0]["entry"])

    def publish(self, entry: str) -> None:
        """Have calls to the menu's number begin at a block."""
        document = self.document()
        document["main_numbers"]["additional"][0]["entry"] = entry
        text = json.dumps(document, ensure_ascii=False).replace("'", "''")
        self.sql(
            f"INSERT INTO portal.draft (tenant, base, document, author) SELECT tenant, document, '{text}', 'anna'"
            " FROM portal.company WHERE tenant = 'demo' ON CONFLICT (tenant) DO UPDATE SET document = excluded.document"
        )
        version = re.findall(r'name="version" value="(\d+)"', self._browser.get("/changes").text)[0]
        page = self._browser.post("/changes/publish", data={"version": version, "reason": f"to {entry}"})
        assert page.status_code == 200, page.text

    def last(self) -> list[str]:
        """Return state of the last change, and the seconds from the click to it."""
        query = (
            "SELECT state, extract(epoch FROM ended - queued) FROM portal.change ORDER BY queued DESC LIMIT 1"
        )
        return self.sql(query).split("|")

    def arrived(self) -> float:
        """Wait until the last change is live, and return how long it took."""
        eventually(lambda: self.last()[0] == "live", 60)
        return float(self.last()[1])

    def hold(self, value: str) -> None:
        """Hold the office's hours open or closed until the end of today; end that if there is no value."""
        end = {"value": value, "end": "today"} if value else {"reset": "yes"}
        page = self._browser.post("/live/switch", data={"kind": "schedule", "name": "office"} | end)
        assert page.url.path == "/live", page.text


@pytest.fixture
def company(lab: Lab) -> Iterator[Company]:
    """Give the company's portal; at the end the company's file is again what it was, to the letter."""
    file = lab.site.root / "tenants" / "demo.yml"
    text = file.read_text(encoding="utf-8")
    with running("agent", lab.site):
        eventually(lambda: (lab.site.state / "authority.crt").exists())
        found = Company(lab)
        eventually(lambda: found.sql("SELECT count(*) FROM portal.company") == "1")
    found.log_in()
    yield found
    with running("agent", lab.site):
        if found.entry() != "welcome":
            found.publish("welcome")
            found.arrived()
    assert file.read_text(encoding="utf-8") == text


def test_the_next_call_goes_the_new_way(
    lab: Lab, company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    took = []
    with running("agent", lab.site):
        for entry in ("never", "welcome") * (PUBLISHED // 2):
            company.publish(entry)
            took.append(company.arrived())
            assert _first_blocks(lab) == {entry}
    with capsys.disabled():
        print(f"\nfrom the click to live: median {statistics.median(took):.2f} s, longest {max(took):.2f} s")


def test_a_killed_agent_loses_nothing(lab: Lab, company: Company) -> None:
    for entry, seconds in (("never", 0.3), ("welcome", 1.0), ("never", 1.7)):
        with running("agent", lab.site):
            eventually(
                lambda: company.sql("SELECT seen > now() - interval '2 seconds' FROM portal.agent") == "t"
            )
            company.publish(entry)
            time.sleep(seconds)
        with running("agent", lab.site):
            company.arrived()
        assert company.entry() == entry
        assert _first_blocks(lab) == {entry}


def test_the_next_call_follows_a_switch(lab: Lab, company: Company) -> None:
    try:
        for value, block in (("closed", "closed"), ("open", "welcome")):
            company.hold(value)
            query = "SELECT value FROM switch WHERE tenant = 'demo' AND kind = 'schedule' AND name = 'office'"
            eventually(partial(_shows, lab, query, value), 5)
            assert _second_blocks(lab) == {block}
    finally:
        company.hold("")


def _shows(lab: Lab, query: str, value: str) -> bool:
    look = (
        "import sqlite3, sys; live = sqlite3.connect('file:/var/lib/wco/live/live.db?mode=ro', uri=True);"
        " print(*live.execute(sys.argv[1]).fetchone() or ())"
    )
    return lab.inside.run(lab.inside.media[0], "python3", "-c", look, query).decode().strip() == value


def _second_blocks(lab: Lab) -> set[str]:
    """Call the number that asks the office's hours, and return the blocks to which that leads."""
    since = time.time()
    with calls_beside(lab, HOURS) as calls:
        eventually(lambda: len(calls) >= 2)
    assert lost(calls) == []
    eventually(lambda: len(lab.inside.records(since)) >= len(calls))
    return {record.steps[1].partition(":")[0] for record in lab.inside.records(since)}


def _first_blocks(lab: Lab) -> set[str]:
    """Call the menu's number, and return the blocks where the calls began."""
    since = time.time()
    with calls_beside(lab, MENU) as calls:
        eventually(lambda: len(calls) >= 2)
    assert lost(calls) == []
    eventually(lambda: len(lab.inside.records(since)) >= len(calls))
    return {record.steps[0].partition(":")[0] for record in lab.inside.records(since)}
