"""Claims about the command and what it prints."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tests.unit.simulate.boards import SPECS, call, plan
from wcoctl.cli.simulate import simulate
from wcoctl.simulate.story import story

OFFICE = str(SPECS / "compiled_office.yml")


def run(*arguments: str) -> Any:
    app = typer.Typer()
    app.command()(simulate)
    return CliRunner().invoke(app, [OFFICE, *arguments])


def test_the_story_says_what_happens_and_why() -> None:
    told = run(
        "--at", "2026-12-24 10:30", "--keys", "9,1", "--phone", "anna=busy", "--from", "605100200"
    ).output
    for part in [
        "+48605100200 calls +48222500010 of Żółw & Syn {{ 7 * 7 }} $(id) ';--",
        "on Thursday 2026-12-24 at 10:30:00 (Europe/Warsaw)",
        "rule 2 does not hold: schedule office is open on Thursday 2026-12-24 at 10:30",
        'the caller hears wrong "Nie ma takiego numeru."',
        "the caller presses 1",
        "key 1 is wired to sales",
        "the phone of anna (+48600100201) rings for 0 s: busy",
        "any of these may answer: bartek, dorota",
        "outcome: answered by bartek",
        "path: who_calls:otherwise welcome:next main_menu:key_1 sales:end_of_call",
    ]:
        assert part in told
    assert "\x1b" not in told


def test_json_holds_the_whole_walk() -> None:
    walk = json.loads(run("--at", "2026-12-25T10:30+01:00", "--json", "--keys", "2").stdout)
    assert walk["path"] == ["who_calls:otherwise", "welcome:next", "main_menu:key_2", "boss:end_of_call"]
    assert walk["steps"][2]["keys_at"][0][1] == "2"
    assert walk["steps"][3]["rang"][0]["user"] == "dorota"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--at", "tomorrow"], "--at: `tomorrow` is not a time (write it as 2026-12-24 10:30)"),
        (["--at", "0001-01-01"], "is in no year of telephones (name one from 1900 to 2999)"),
        (["--hang-up-after", "inf"], "--hang-up-after"),
        (["--speaks", "1e9"], "--speaks"),
        (["--keys", "1x"], "--keys: `x` is not a key"),
        (["--phone", "zenon=busy"], "--phone: `zenon` is neither a user nor a number"),
        (["--phone", "anna"], "--phone: `anna` is not WHO=BEHAVIOUR"),
        (["--waiting", "boss=1"], "--waiting: `boss=1` is not GROUP=CALLERS (groups: sales)"),
    ],
)
def test_a_wrong_option_is_a_usage_error(arguments: list[str], text: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    said = " ".join(word for word in result.stderr.split() if word != "│")
    assert text in said


def test_blocks_and_the_end_stand_out_and_reasons_stand_back() -> None:
    plan_ = plan("compiled_office")
    lines = list(story(call(plan_, "1"), plan_))
    found = {style for style, _ in lines}
    assert found == {"bold", "", "dim", "yellow", "cyan"}
    assert [style for style, line in lines if line[0].isdigit()] == ["bold"] * 5
    assert {style for style, line in lines if "because" in line} == {"dim"}
    assert {style for style, line in lines if "-> " in line} == {"cyan"}
    assert {style for style, line in lines if "may answer" in line} == {"yellow"}


def test_a_switch_holds() -> None:
    assert (
        "is held closed by a switch"
        in run("--at", "2026-06-01 10:00", "--override", "schedule/office=closed").output
    )


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("office=closed", "is not KIND/NAME=VALUE"),
        ("schedule/office", "is not KIND/NAME=VALUE"),
        ("schedule/nothing=closed", "is not a schedule with an override"),
        ("schedule/office=shut", "use open or closed"),
        ("redirect/anna=12", "--override"),
    ],
)
def test_a_mistaken_override_is_refused(override: str, said: str) -> None:
    result = run("--override", override)
    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())


def test_numbers_that_no_network_has_assigned_may_call_and_be_dialled() -> None:
    told = run("--from", "+88213123456", "--diverted-by", "+48021234567").output
    assert "+88213123456 calls +48222500010" in told
    refused = run("--from", "600100201", "--to", "*666+48021234567").output
    assert "is not a number" not in refused
    assert "outcome: refused" in refused


def test_a_satellite_is_told_from_a_country() -> None:
    told = run(
        "--from", "+881612345678", "--override", "redirect/dorota=+881612345678", "--to", "+48222500012"
    ).output
    assert "+881612345678 belongs to a satellite or another special network, not to a country" in told
