"""What is put into the text of a personalised announcement."""

import pytest

from wco_speech.text import filled, names, spoken_number


def test_values_stand_in_the_places_of_their_names() -> None:
    assert filled("Tu {company}, {user_name}.", {"company": "Dąb", "user_name": "Ala"}) == "Tu Dąb, Ala."


def test_braces_in_a_value_are_signs() -> None:
    assert filled("{caller_name}", {"caller_name": "{company}", "company": "Dąb"}) == "{company}"


@pytest.mark.parametrize("values", [{}, {"caller_name": ""}, {"caller_name": "  "}])
def test_a_variable_without_value_is_told(values: dict[str, str]) -> None:
    with pytest.raises(KeyError, match="caller_name"):
        filled("{caller_name}", values)


def test_a_long_value_is_cut() -> None:
    assert len(filled("{status}", {"status": "x" * 5000})) == 200


def test_the_variables_of_a_text() -> None:
    assert names("{a} {b_2} {B} {a} {}") == {"a", "b_2"}


def test_numbers_are_spoken_in_groups() -> None:
    assert spoken_number("+48600100200", "48") == "6 0 0, 1 0 0, 2 0 0"
    assert spoken_number("+4930123456", "48") == "4 9 3, 0 1 2, 3 4 5, 6"
    assert spoken_number("", "48") == ""
