"""Claims about the ranges of numbers, and about what may be rung by a contract."""

import random
from collections import Counter

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from wcoctl.numbering.derive import derive
from wcoctl.numbering.permission import refusal
from wcoctl.numbering.ranges import FILE, range_of, ranges

DEAR = {
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.PAGER,
    PhoneNumberType.UAN,
}


def test_the_committed_ranges_are_those_of_phonenumbers() -> None:
    assert list(ranges()) == derive(), "regenerate them: python -m wcoctl.numbering"
    assert f" {phonenumbers.__version__}." in FILE.read_text(encoding="ascii").splitlines()[0]


@pytest.mark.parametrize(
    ("number", "region", "kind"),
    [
        ("+48222500010", "PL", "landline"),
        ("+48601100201", "PL", "other"),
        ("+48800123456", "PL", "other"),
        ("+48701234567", "PL", "premium"),
        ("+48801234567", "PL", "premium"),
        ("+48642123456", "PL", "premium"),
        ("+12125550123", "US", "other"),
        ("+18765550123", "JM", "other"),
        ("+19005550123", "US", "premium"),
        ("+447400123456", "GB", "other"),
        ("+447911123456", "GG", "other"),
        ("+447012345678", "GB", "premium"),
        ("+449012345678", "GB", "premium"),
        ("+79161234567", "RU", "other"),
        ("+77011234567", "KZ", "other"),
        ("+390669812345", "VA", "landline"),
        ("+4779123456", "SJ", "landline"),
        ("+35818123456", "AX", "landline"),
        ("+870773110001", "001", "other"),
        ("+881612345678", "001", "other"),
        ("+88216123456", "001", "other"),
        ("+979123456789", "001", "premium"),
        ("+483012345", "PL", "landline"),
        ("+48300123456", "", "unassigned"),
        ("+4850150050012", "", "unassigned"),
        ("+4850150050", "", "unassigned"),
        ("+481219123", "PL", "landline"),
        ("+4812191234", "", "unassigned"),
        ("+48121912345", "PL", "landline"),
        ("+49301", "", "unassigned"),
        ("+4930123456", "DE", "landline"),
        ("+4930123456789", "DE", "landline"),
        ("+493012345678901234", "", "unassigned"),
        ("+431234567", "AT", "landline"),
        ("+43123456789012", "AT", "landline"),
        ("+2107123456", "", "unassigned"),
        ("+48021234567", "", "unassigned"),
        ("112", "", "unassigned"),
        ("", "", "unassigned"),
    ],
)
def test_a_number_has_a_country_and_a_kind(number: str, region: str, kind: str) -> None:
    assert range_of(number)[1:3] == (region, kind)


def test_examples_of_every_country_and_kind_fall_into_their_ranges() -> None:
    for region in phonenumbers.SUPPORTED_REGIONS:
        for kind in PhoneNumberType.values():
            if example := phonenumbers.example_number_for_type(region, kind):
                found = range_of(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164))
                assert found.region == phonenumbers.region_code_for_number(example)
                assert found.kind == "premium" or kind not in DEAR


def chosen(chance: random.Random) -> str:
    """Return a number of a range, or one that is a digit too short or too long for it."""
    one = chance.choice(ranges())
    length = int(chance.choice((one.lengths or "12").split(","))) + chance.choice((0, 0, 0, 1, -1))
    return f"{one.first}{chance.randrange(10**15):015}"[: length + 1]


def test_random_numbers_are_assigned_just_when_they_are_valid_and_as_dear_at_least() -> None:
    chance, checked = random.Random(7), Counter[bool]()
    for _ in range(8000):
        text = chosen(chance)
        number = phonenumbers.PhoneNumber()
        try:
            number = phonenumbers.parse(text)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) != text:
            continue
        found, valid = range_of(text), phonenumbers.is_valid_number(number)
        checked[valid] += 1
        assert (found.kind != "unassigned") == valid, text
        if valid:
            dear = phonenumbers.number_type(number) in DEAR and found.region != "US"
            assert found.kind == "premium" or not dear, text
            assert found.region == phonenumbers.region_code_for_number(number) or text.startswith("+1310")
    assert min(checked.values()) > 2000


@pytest.mark.parametrize(
    ("number", "countries", "premium", "why"),
    [
        ("+18765550123", ["US"], True, "country"),
        ("+12125550123", ["US"], False, ""),
        ("+447012345678", ["GB"], False, "premium"),
        ("+449012345678", ["GB"], False, "premium"),
        ("+447400123456", ["GB"], False, ""),
        ("+447797712345", ["GB"], False, "country"),
        ("+881612345678", sorted(phonenumbers.SUPPORTED_REGIONS), True, "country"),
        ("+48701234567", ["PL"], False, "premium"),
        ("+48701234567", ["PL"], True, ""),
        ("+48701234567", ["DE"], True, "country"),
        ("+48021234567", ["PL"], True, "wrong_number"),
        ("+48300123456", ["PL"], True, "wrong_number"),
        ("+4850150050012", ["PL"], True, "wrong_number"),
        ("+4850150050", ["PL"], True, "wrong_number"),
        ("19115", ["PL"], True, "wrong_number"),
    ],
)
def test_a_contract_opens_its_countries_and_nothing_else(
    number: str, countries: list[str], premium: bool, why: str
) -> None:
    assert refusal(number, countries, premium) == why
