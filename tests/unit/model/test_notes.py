"""What is accepted and told all the same: announcements that are over, limits without effect, calls that may come round."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wcoctl.errors import Problem
from wcoctl.model.index import TenantIndex
from wcoctl.model.load import load_tenant
from wcoctl.model.notes import notes
from wcoctl.model.rules_site import check_tenants

MOMENT = datetime(2026, 6, 1, 12, tzinfo=UTC)

TENANT = """\
tenant: {tenant}
name: Firma {tenant}
main_numbers:
  primary: {{ number: "{number}", entry: anna }}
users:
  anna:
    name: Anna
    number: "{phone}"
    forwarding: {{ {forwarding} }}
{more}
blocks:
  anna: {{ type: user, user: anna, exits: {{ busy: {busy}, no_answer: hangup }} }}
"""

ALFA, BETA = "+48221001000", "+48221001001"


def _index(
    folder: Path, tenant: str, number: str, forwarding: str = "", busy: str = "hangup", more: str = ""
) -> TenantIndex:
    file = folder / f"{tenant}.yml"
    phone = number.replace("+4822", "+4860")
    text = TENANT.format(
        tenant=tenant, number=number, phone=phone, forwarding=forwarding, busy=busy, more=more.rstrip()
    )
    file.write_text(text.replace("\n\n", "\n"))
    return load_tenant(file).index


def _notes(*indexes: TenantIndex) -> list[str]:
    return [f"{note.file.name}:{note.line} {note.path}: {note.message}" for note in notes(indexes, MOMENT)]


def _announced(first: str, last: str) -> str:
    return (
        "prompts: { hello: { text: Hello } }\n"
        "occasional_announcements:\n"
        f"  feast: {{ prompt: hello, first: {first}, last: {last} }}\n"
    )


@pytest.mark.parametrize(
    ("last", "over"),
    [
        ("2026-05-31", True),
        ("2026-06-01", False),
        ("2026-06-01T14:00", True),  # on the tenant's clock, two hours before UTC
        ("2026-06-01T14:01", False),
        ("9999-12-31", False),
    ],
)
def test_an_announcement_that_is_over_is_told(tmp_path: Path, last: str, over: bool) -> None:
    found = _notes(_index(tmp_path, "alfa", ALFA, more=_announced("2026-01-01", last)))
    told = "alfa.yml:12 occasional_announcements.feast.last: is over, so it is not played"
    assert found == ([told] if over else [])


DAY, MINUTE = "contract.outgoing.company.calls_per_day", "contract.outgoing.company.calls_per_minute"


@pytest.mark.parametrize(
    ("contract", "told"),
    [
        ("outgoing: { calls_per_minute: 20, calls_per_day: 10 }", "contract.outgoing.calls_per_day` is 10"),
        ("outgoing: { calls_per_minute: 20, calls_per_day: 20 }", ""),
        ("outgoing: { calls_per_minute: 61 }", f"{MINUTE}` is 60"),
        ("outgoing: { calls_per_day: 2001 }", f"{DAY}` is 2000"),
        ("outgoing: { company: { calls_per_minute: 100, calls_per_day: 99 } }", f"{DAY}` is 99"),
        ("outgoing: { concurrent: 31, company: { concurrent: 29 } }", "outgoing.company.concurrent` is 29"),
        ("channels: 10, outgoing: { concurrent: 11 }", "contract.channels` is 10"),
        ("channels: 10, outgoing: { company: { concurrent: 11 } }", "contract.channels` is 10"),
        ("channels: 10", ""),  # nobody has written the 30 that is above it
        ("outgoing: { company: { calls_per_day: 5 } }", ""),
        ("minute_bundles: { redirect_used_up: refuse }", "has no effect without `redirect_minutes`"),
        ("minute_bundles: { redirect_used_up: refuse, redirect_minutes: 1 }", ""),
    ],
)
def test_a_limit_that_another_one_keeps_from_being_reached_is_told(
    tmp_path: Path, contract: str, told: str
) -> None:
    found = _notes(_index(tmp_path, "alfa", ALFA, more=f"contract: {{ {contract} }}"))
    assert len(found) == bool(told)
    assert all(note.startswith("alfa.yml:10 contract.") and note.endswith(told) for note in found)


def _circles(*indexes: TenantIndex) -> tuple[list[Problem], list[Problem]]:
    return check_tenants(indexes), notes(indexes, MOMENT)


def test_a_list_that_nobody_is_on_is_told(tmp_path: Path) -> None:
    more = "lists:\n  pests: {}\n  good: {numbers: ['+48600100299']}\nblocklist: [{callers: pests}, {callers: good}]"
    assert _notes(_index(tmp_path, "alfa", ALFA, more=more)) == ["alfa.yml:11 lists.pests: is empty"]


def test_forwarding_that_always_applies_may_not_form_a_circle(tmp_path: Path) -> None:
    alfa = _index(tmp_path, "alfa", ALFA, f'always: "{BETA}"')
    beta = _index(tmp_path, "beta", BETA, f'always: "{ALFA}"')
    (problem,), told = _circles(alfa, beta)
    assert (problem.file.name, problem.line, problem.path) == ("beta.yml", 9, "users.anna.forwarding.always")
    assert problem.message == f"calls loop forever: {ALFA} of `alfa` -> {BETA} of `beta` -> {ALFA} of `alfa`"
    assert problem.hint == f"use a phone; see {tmp_path}/alfa.yml:9"
    assert told == []


@pytest.mark.parametrize("forwarding", ['busy: "{}"', 'no_answer: "{}"'])
def test_a_circle_in_which_a_phone_rings_is_told(tmp_path: Path, forwarding: str) -> None:
    alfa = _index(tmp_path, "alfa", ALFA, f'always: "{BETA}"')
    beta = _index(tmp_path, "beta", BETA, forwarding.format(ALFA))
    problems, (told,) = _circles(alfa, beta)
    assert problems == []
    assert told.file.name == "beta.yml"
    assert told.message == f"calls may loop: {ALFA} of `alfa` -> {BETA} of `beta` -> {ALFA} of `alfa`"


def test_calls_that_others_do_not_send_back_are_no_circle(tmp_path: Path) -> None:
    alfa = _index(tmp_path, "alfa", ALFA, f'always: "{BETA}"')
    beta = _index(tmp_path, "beta", BETA, 'always: "+48601999999"')
    assert _circles(alfa, beta) == ([], [])


def test_numbers_of_ones_own_phones_are_no_circle(tmp_path: Path) -> None:
    """The network lets a call pass that the company itself has sent to a number with direct calls."""
    ewa = '  ewa: {{ name: Ewa, number: "+48601999999", direct_calls: anna, forwarding: {{ always: "{}" }} }}'
    phone = ALFA.replace("+4822", "+4860")
    alfa = _index(tmp_path, "alfa", ALFA, 'always: "+48601999999"', more=ewa.format(phone))
    assert _circles(alfa) == ([], [])


def test_an_index_that_was_kept_says_the_same(tmp_path: Path) -> None:
    alfa = _index(tmp_path, "alfa", ALFA, f'busy: "{BETA}"', more=_announced("2026-01-01", "2026-02-01"))
    beta = _index(
        tmp_path, "beta", BETA, f'always: "{ALFA}"', more="contract: { outgoing: { concurrent: 50 } }"
    )
    again = [
        TenantIndex.restored(index.tenant, index.file, json.loads(json.dumps(index.kept())))
        for index in (alfa, beta)
    ]
    assert len(_notes(*again)) == 3
    assert _circles(*again) == _circles(alfa, beta)
