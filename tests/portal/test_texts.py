"""The interface's texts: all there are in both languages."""

from babel.messages.pofile import read_po

from tests.tools.texts import stale
from wco_portal.texts import catalogues, preferred


def test_catalogues_have_the_texts_of_the_code() -> None:
    assert list(stale()) == [], "run python -m tests.tools.texts, and translate what is empty"


def test_every_text_is_translated_in_one_way() -> None:
    known: dict[object, object] = {}
    for file in catalogues():
        with file.open("rb") as source:
            for message in read_po(source, locale="pl"):
                if message.id:
                    assert all(message.string if isinstance(message.string, tuple) else [message.string]), (
                        f"{file}: {message.id}"
                    )
                    assert known.setdefault(message.id, message.string) == message.string, (
                        f"{file}: {message.id}"
                    )


def test_the_browsers_first_language_counts() -> None:
    assert [preferred(wanted) for wanted in ("en", "pl-PL,pl;q=0.9,en;q=0.8", "de", "", "en;q=0.1,pl;q=0.2", "en;q=x")] == [
        "en", "pl", "pl", "pl", "pl", "en",
    ]  # fmt: skip
