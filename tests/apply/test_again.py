"""What is as it should be stays untouched, and a plan tells without touching."""

import time

import pytest

from tests.apply.command import wco
from tests.apply.host import last_reload, look
from tests.standalone import Lab, Standalone

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def demo(lab: Lab) -> str:
    """Return the site's own tenant as it is written."""
    return (lab.site.root / "tenants" / "demo.yml").read_text(encoding="utf-8")


def test_a_second_apply_changes_nothing(lab: Lab) -> None:
    assert wco("apply", lab.site).code == 0
    before, began = look(lab), time.monotonic()
    answer = wco("apply", lab.site)
    assert (answer.code, answer.data) == (0, {"changes": 0, "software": {}, "tenants": {}, "alarms": []})
    assert look(lab) == before
    assert last_reload(lab) >= int(time.monotonic() - began)


def test_after_apply_there_is_nothing_to_plan(lab: Lab, host: str) -> None:
    answer = wco("plan", lab.site)
    assert answer.code == 0
    assert set(answer.data.pop("updates")) == {host}  # what Debian has newer changes from day to day
    assert answer.data == {
        "hosts": {host: {"software": "current", "repairs": [], "tenants": {}}},
        "silent": {},
        "empty": True,
        "notes": [],
    }


def test_a_plan_names_tenant_and_block_and_changes_nothing(
    lab: Lab, standalone: Standalone, demo: str, host: str
) -> None:
    quicker = demo.replace("wait_seconds: 30", "wait_seconds: 20")
    before = look(lab)
    answer = wco("plan", standalone.copy({"demo": quicker}, instead=True, seen_by=lab))
    assert answer.code == 0
    assert not answer.data["empty"]
    change = answer.data["hosts"][host]["tenants"]
    assert change == {"demo": {"state": "changed", "blocks": {"sales": "changed"}, "other": {}}}
    assert look(lab) == before


def test_a_mistake_is_told_with_its_place_and_nothing_changes(
    lab: Lab, standalone: Standalone, demo: str
) -> None:
    before = look(lab)
    mistaken = standalone.copy({"demo": demo.replace("user: anna", "user: ana", 1)}, instead=True)
    file = mistaken.root / "tenants" / "demo.yml"
    line = file.read_text(encoding="utf-8").splitlines().index("    user: ana") + 1
    answer = wco("apply", mistaken)
    assert answer.code == 1
    assert f"{file}:{line} " in answer.error
    assert [problem["line"] for problem in answer.data["problems"]] == [line]
    assert answer.data["changes"] == 0
    assert look(lab) == before


def test_for_a_mistake_of_the_site_itself_no_host_is_asked(standalone: Standalone) -> None:
    mistaken = standalone.copy({}, instead=False)
    with (mistaken.root / "site.yml").open("a", encoding="utf-8") as file:
        file.write("trunk: 1\n")
    answer = wco("apply", mistaken)
    assert answer.code == 1
    assert {problem["path"] for problem in answer.data["problems"]} == {"trunk"}
    assert not mistaken.run.exists()
