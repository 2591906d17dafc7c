"""What a company cannot change, whatever its document says."""

from copy import deepcopy
from typing import Any

import pytest

from wcoctl.model.company_changes import check_company_change, restored, sound_file
from wcoctl.model.finding import dotted

DOCUMENT: dict[str, Any] = {
    "tenant": "acme",
    "name": "Acme",
    "contract": {"channels": 10, "outgoing": {"countries": ["PL"], "premium": False}},
    "main_numbers": {
        "primary": {"number": "+48 22 100 10 00", "entry": "end"},
        "additional": [{"number": "+48221001001"}],
    },
    "prompts": {"welcome": {"wav": "acme/welcome.wav"}},
    "blocks": {"end": {"type": "hangup"}},
}


def _places(after: dict[str, Any], before: dict[str, Any] = DOCUMENT) -> list[str]:
    return [dotted(place) for place, *_ in check_company_change(before, after)]


@pytest.mark.parametrize(
    ("way", "value", "place"),
    [
        (("tenant",), "other", "tenant"),
        (("contract",), {}, "contract"),
        (("contract", "channels"), 100, "contract.channels"),
        (("contract", "outgoing", "premium"), 0, "contract.outgoing.premium"),
        (("main_numbers", "primary", "number"), "+48221001001", "main_numbers.primary"),
        (("prompts", "more"), {"wav": "other/secret.wav"}, "prompts.more.wav"),
        (("prompts", "more"), {"wav": "portal/other/a.wav"}, "prompts.more.wav"),
        (("prompts", "more"), {"wav": "portal/acme/../other/a.wav"}, "prompts.more.wav"),
    ],
)
def test_the_operators_part_is_refused(way: tuple[str, ...], value: Any, place: str) -> None:
    after = deepcopy(DOCUMENT)
    holder = after
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = value
    assert _places(after) == [place]


def test_numbers_come_and_go_by_the_operator_alone() -> None:
    after = deepcopy(DOCUMENT)
    after["main_numbers"]["additional"] = [{"number": "+48221001009"}]
    assert _places(after) == ["main_numbers.additional[0].number", "main_numbers.additional"]
    after["main_numbers"] = None
    assert _places(after) == ["main_numbers.primary", "main_numbers.additional"]


def test_the_primary_number_stays_the_primary_one() -> None:
    after = deepcopy(DOCUMENT)
    after["main_numbers"] = {
        "primary": {"number": "+48221001001"},
        "additional": [{"number": "+48221001000"}],
    }
    assert _places(after) == ["main_numbers.primary.number"]


def test_the_company_changes_the_rest() -> None:
    after = deepcopy(DOCUMENT)
    after["main_numbers"]["primary"] = {"number": "+48221001000", "entry": "menu"}
    after["main_numbers"]["additional"][0]["entry"] = "menu"
    after["prompts"] = {
        "renamed": DOCUMENT["prompts"]["welcome"],
        "new": {"wav": sound_file("acme", "a" * 64)},
    }
    after["blocks"]["menu"] = {"type": "menu"}
    after["name"] = "Acme & Sons"
    assert _places(after) == []


@pytest.mark.parametrize(
    "junk", [{}, {"main_numbers": [], "prompts": "x"}, {"main_numbers": {"additional": {}}}]
)
def test_documents_with_mistakes_are_compared_too(junk: dict[str, Any]) -> None:
    assert _places(junk)
    assert "tenant" in _places(DOCUMENT, junk)


def test_what_is_the_operators_stays_when_an_old_version_comes_back() -> None:
    block = {"blocks": {"end": {"type": "hangup"}}, "language": "en"}
    primary = {"number": "+48221001000", "entry": "end"}
    old = block | {"main_numbers": {"primary": primary}, "contract": {"users": 5}}
    numbers = {"primary": primary | {"entry": "other"}, "additional": [{"number": "+48221001001"}]}
    present = {"main_numbers": numbers, "contract": {"users": 9}}
    assert restored(old, present) == block | {
        "contract": {"users": 9},
        "main_numbers": numbers | {"primary": primary},
    }
    assert "contract" not in restored(old, {"main_numbers": numbers})
    assert check_company_change(present, restored(old, present)) == []
