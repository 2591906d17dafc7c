"""Claims about the ranges of numbers, and about what may be rung by a contract."""

import random

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
    assert list(ranges()) == derive(), "make them anew: python -m wcoctl.numbering"
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
        ("+97912345678", "001", "premium"),
        ("+2107123456", "", "unassigned"),
        ("+48021234567", "", "unassigned"),
        ("112", "", "unassigned"),
        ("", "", "unassigned"),
    ],
)
def test_a_number_has_a_country_and_a_kind(number: str, region: str, kind: str) -> None:
    assert range_of(number)[1:] == (region, kind)


def test_examples_of_every_country_and_kind_fall_into_their_ranges() -> None:
    for region in phonenumbers.SUPPORTED_REGIONS:
        for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.PREMIUM_RATE):
            if example := phonenumbers.example_number_for_type(region, kind):
                found = range_of(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164))
                assert found.region == phonenumbers.region_code_for_number(example)
                assert found.kind == "premium" or kind != PhoneNumberType.PREMIUM_RATE


def test_random_numbers_that_are_assigned_are_in_a_range_that_is_as_dear_at_least() -> None:
    chance, checked = random.Random(7), 0
    for _ in range(8000):
        text = (chance.choice(ranges()).first + f"{chance.randrange(10**12):012}")[: chance.randint(9, 13)]
        number = phonenumbers.PhoneNumber()
        try:
            number = phonenumbers.parse(text)
        except phonenumbers.NumberParseException:
            continue
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if written != text or not phonenumbers.is_valid_number(number):
            continue
        checked += 1
        found = range_of(text)
        assert found.kind != "unassigned"
        assert found.kind == "premium" or phonenumbers.number_type(number) not in DEAR or found.region == "US"
        assert found.region == phonenumbers.region_code_for_number(number) or text.startswith("+1310")
    assert checked > 500


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
        ("19115", ["PL"], True, "wrong_number"),
    ],
)
def test_a_contract_opens_its_countries_and_nothing_else(
    number: str, countries: list[str], premium: bool, why: str
) -> None:
    assert refusal(number, countries, premium) == why
