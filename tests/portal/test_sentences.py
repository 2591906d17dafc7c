"""Sentences of wcoctl in Polish: all are translated, and a finished sentence is recognised by its template."""

import re
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

from tests.tools.sentences import updated
from tests.tools.texts import written
from wco_portal.sentences import CATALOGUE, in_language
from wcoctl.model.check import check_data

_EXAMPLES = Path(__file__).resolve().parents[1] / "specs" / "bad"


def _translations() -> dict[str, str]:
    with CATALOGUE.open("rb") as source:
        return {str(one.id): str(one.string) for one in read_po(source, locale="pl") if one.id}


def test_every_sentence_of_the_code_is_in_the_catalogue() -> None:
    assert written(updated()) == CATALOGUE.read_bytes(), (
        "run python -m tests.tools.sentences, and translate what is empty"
    )


def test_every_sentence_is_translated_with_values_that_it_has() -> None:
    for english, polish in _translations().items():
        assert polish, english
        places = re.findall(r"\{\d?\}", polish)
        assert len(places) <= english.count("{}"), english
        assert all(int(place[1]) <= english.count("{}") for place in places if place != "{}"), english


@pytest.mark.parametrize(
    ("english", "polish"),
    [
        ("is missing", "brakuje tego pola"),
        ("unknown user `ala`", "nie ma użytkownika `ala`"),
        ("unknown user `text`", "nie ma użytkownika `text`"),
        (
            "did you mean `ala`? Must be one of: ala, ola",
            "czy chodziło o `ala`? Dozwolone wartości: ala, ola",
        ),
        ("`x y` is not an e-mail address", "`x y` nie jest adresem e-mail"),
        ("the number 7 is too large", "liczba 7 to za dużo"),
        ("`users` has ala, ola", "dostępne w `users`: ala, ola"),
        ("unknown variable {tone}", "nieznana zmienna {tone}"),
        ("has 300 characters", "ma 300 znaków"),
        ("must be a whole number, not `x`", "oczekiwana wartość: liczba całkowita; podano: `x`"),
        ("keys here: name, number", "dozwolone pola: name, number"),
        (
            "rule 1 does not hold: schedule office is closed on Monday 2026-11-30 at 18:05 (weekly hours: 08:00-16:00)",
            "reguła 1 nie jest spełniona: harmonogram office jest zamknięty "
            "(poniedziałek 2026-11-30, godz. 18:05; godziny tygodniowe: 08:00-16:00)",
        ),
        ("ala is busy", "ala jest zajęty"),
        ("nobody knows this sentence", "nobody knows this sentence"),
        ("`<script>{1}{}` is not a date", "`<script>{1}{}` nie jest datą"),
    ],
)
def test_a_sentence_is_said_in_polish(english: str, polish: str) -> None:
    assert in_language(english, "pl") == polish
    assert in_language(english, "en") == english


def test_mistakes_of_bad_specs_are_all_said_in_polish() -> None:
    told = set()
    for file in sorted(_EXAMPLES.rglob("*.yml")):
        try:
            document = yaml.safe_load(file.read_text("utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
        if isinstance(document, dict) and "tenant" in document:
            told |= {text for finding in check_data(document)[1] for text in (finding.message, finding.hint)}
    assert len(told) > 50
    assert {text for text in told if in_language(text, "pl") == text} == set()
