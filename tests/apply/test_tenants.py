"""One company's half-edited file stops nobody else, and one company can be brought alone."""

from pathlib import Path

import pytest

from tests.apply.command import wco
from tests.apply.host import look
from tests.standalone import Lab, Standalone
from wcoctl.workspace.directory import SiteDirectory

pytestmark = pytest.mark.lab

OTHER = """\
tenant: other
name: Other
main_numbers:
  primary: { number: "+48 22 100 77 00", entry: closed }
prompts:
  closed: { text: "Zapraszamy jutro." }
blocks:
  closed: { type: announcement, prompt: closed, exits: { next: hangup } }
"""


@pytest.fixture
def edited(lab: Lab, standalone: Standalone) -> SiteDirectory:
    """Return a site whose tenant ``demo`` is half edited, while ``other`` is new and good."""
    demo = (lab.site.root / "tenants" / "demo.yml").read_text(encoding="utf-8")
    tenants = {"demo": demo.replace("name: ", "name: [", 1), "other": OTHER}
    return standalone.copy(tenants, instead=True, seen_by=lab)


def held(lab: Lab) -> dict[str, str]:
    manifest: dict[str, str] = look(lab)["manifest"]
    return manifest


def test_a_half_edited_file_stops_its_own_company_only(lab: Lab, edited: SiteDirectory, host: str) -> None:
    wco("apply", lab.site)
    before = held(lab)

    plan = wco("plan", edited)
    assert (plan.code, list(plan.data["hosts"][host]["tenants"])) == (1, ["other"])
    answer = wco("apply", edited)
    assert (answer.code, list(answer.data["tenants"][host])) == (1, ["other"])
    assert "unchanged on the hosts because of errors in their files: demo" in answer.error
    assert {Path(problem["file"]).name for problem in answer.data["problems"]} == {"demo.yml"}
    after = held(lab)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before == {"other"}

    status = wco("status", edited)
    assert (status.code, status.data["broken_tenants"]) == (0, ["demo"])
    assert status.data["hosts"][host]["outdated"] == {}
    unlocked = wco("unlock", edited, "demo", "anna")
    assert (unlocked.code, unlocked.data["was_locked"]) == (0, False)
    notes = [check["reason"] for check in wco("verify", edited).data["checks"] if "demo" in check["claim"]]
    assert len(notes) == 1
    assert "demo.yml" in notes[0]

    lab.apply()
    assert held(lab) == before


def test_one_company_alone(lab: Lab, standalone: Standalone, host: str) -> None:
    wco("apply", lab.site)
    before = held(lab)
    demo = (lab.site.root / "tenants" / "demo.yml").read_text(encoding="utf-8")
    site = standalone.copy(
        {"demo": demo.replace("wait_seconds: 30", "wait_seconds: 20"), "other": OTHER},
        instead=True,
        seen_by=lab,
    )
    assert wco("apply", site, "nobody").error.startswith("there is no tenant 'nobody' in ")
    plan = wco("plan", site, "other")
    assert (plan.code, list(plan.data["hosts"][host]["tenants"])) == (0, ["other"])
    answer = wco("apply", site, "other")
    assert (answer.code, list(answer.data["tenants"][host])) == (0, ["other"])
    assert held(lab)["demo"] == before["demo"]
    newest = wco("history", lab.site).data["revisions"][0]["number"]
    back = wco("apply", lab.site, "other", "--yes", "--revision", str(newest))
    assert back.data["tenants"][host]["other"]["state"] == "removed"
    assert held(lab) == before
