"""The spending guard on real calls, when something happened before: calls of a day, and a switch of other times."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calls.test_stories import told
from tests.standalone import Lab
from wcoctl.lab.stories import play_stories
from wcoctl.lab.story.stories import load_stories
from wcoctl.lab.story.tenant import load_story_tenants

pytestmark = pytest.mark.lab

FOLDER = Path(__file__).parent / "spending"
TENANT, COMPANY_DAY, USER_DAY = "guarded", 30, 12
HOURS_AGO = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) - 3 * 3600000"
CALLS = f"""WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(? AS INTEGER))
INSERT INTO outgoing_call (tenant, user, at) SELECT 'guarded', ?, {HOURS_AGO} + i FROM n"""
SWITCH = (
    f"INSERT INTO switch VALUES ('guarded', 'redirect', 'zoja', '+48701234567', 0, {HOURS_AGO}, 'zoja', 1)"
)
ALARMS = "SELECT kind, subject FROM alarm WHERE tenant = 'guarded'"


@pytest.fixture
def clean(lab: Lab) -> Iterator[Lab]:
    lab.inside.forget([TENANT])
    forget_alarms(lab)
    yield lab
    lab.inside.forget([TENANT])


def database(lab: Lab, statement: str) -> list[str]:
    command = ("runuser", "-u", "postgres", "--", "psql", "-qXAt", "-d", "wco", "-c", statement)
    return lab.inside.run(lab.inside.data, *command).decode().split()


def forget_alarms(lab: Lab) -> None:
    database(lab, "DELETE FROM alarm WHERE tenant = 'guarded'")


def play(lab: Lab, name: str) -> None:
    stories = load_stories([FOLDER / f"{name}.yml"])
    with lab.carrier() as carrier:
        played_calls = play_stories(stories, load_story_tenants(lab.site.root, stories), lab.inside, carrier)
    wrong = [call for call in played_calls[name] if call.problems]
    assert not wrong, "\n\n".join(map(told, wrong))


def test_a_company_s_day_is_used_up_and_one_alarm_tells(clean: Lab) -> None:
    clean.inside.write_live(CALLS, str(COMPANY_DAY), "nina")
    play(clean, "company_day")
    assert database(clean, ALARMS) == ["outgoing_limit|company_day"]


def test_a_user_s_day_is_used_up_and_locks_the_user(clean: Lab) -> None:
    clean.inside.write_live(CALLS, str(USER_DAY), "adam")
    play(clean, "user_day")
    assert database(clean, ALARMS) == ["outgoing_locked|adam"]


def test_a_switch_of_other_times_rings_no_premium_number(clean: Lab) -> None:
    clean.inside.write_live(SWITCH)
    play(clean, "old_redirect")
