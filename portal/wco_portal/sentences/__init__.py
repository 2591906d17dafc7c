"""What wcoctl says in English, in Polish: mistakes of the checker, reasons of the simulator, refusals of the agent.

Its sentences have values in them. The catalogue (``pl.po``) has them as templates, as they are in wcoctl's code. A sentence
is recognised by the template that it fits, so that nothing but the sentence has to travel or to be kept.
``python -m tests.tools.sentences`` adds what is new.
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.pofile import read_po

from wco_portal.texts import Language

__all__ = ["CATALOGUE", "in_language"]

CATALOGUE = Path(__file__).parent / "pl.po"
_FIRST = r"(`[^`]*`\S*|'[^']*'|the number \S+|a mapping|a list|this place|did you mean `[^`]*`\?|\S+)"
_SUBJECT = re.compile(f"{_FIRST} (.+)", re.DOTALL)
"""A value at the beginning of a sentence. Free text there would make the shortest templates fit everything."""
_NAME = re.compile(r"`[^`]*`|\S+")
_LONGEST = 2000
_DEPTH = 4


class _Template(NamedTuple):
    """A sentence with places for values."""

    pattern: re.Pattern[str]
    names: list[bool]
    """Which places hold names that are the same in each language: those in quotes."""
    polish: str


@cache
def _templates() -> tuple[dict[str, str], list[_Template]]:
    """Return sentences without values, and templates; those that say most come first."""
    with CATALOGUE.open("rb") as source:
        known = {
            str(one.id): str(one.string) for one in read_po(source, locale="pl") if one.id and one.string
        }
    ordered = sorted(
        (text for text in known if "{}" in text), key=lambda text: (-len(text.replace("{}", "")), text)
    )
    return known, [
        _Template(_pattern(text), [part.endswith("`") for part in text.split("{}")[:-1]], known[text])
        for text in ordered
    ]


def _pattern(text: str) -> re.Pattern[str]:
    first, *others = text.split("{}")
    begin = re.escape(first) + "(.*?)" if first else _FIRST
    return re.compile(begin + "(.*?)".join(map(re.escape, others)), re.DOTALL)


@lru_cache(maxsize=4096)
def in_language(sentence: str, language: Language) -> str:
    """Return a sentence in a language; as it is where the catalogue does not know it."""
    if language == "en" or len(sentence) > _LONGEST:
        return sentence
    return _polish(sentence, _DEPTH) or sentence


def _polish(sentence: str, depth: int) -> str:
    """Return the sentence in Polish; nothing if it is not known."""
    known, _ = _templates()
    parts = _SUBJECT.fullmatch(sentence) if depth else None
    if parts and sentence not in known and parts[2] in known:
        return f"{_value(parts[1], depth - 1)} {known[parts[2]]}"
    if whole := _fitting(sentence, depth):
        return whole
    if parts and (rest := _fitting(parts[2], depth - 1)):
        return f"{_value(parts[1], depth - 1)} {rest}"
    return ""


def _fitting(sentence: str, depth: int) -> str:
    """Return the sentence in Polish if it is in the catalogue, or fits a template there."""
    known, templates = _templates()
    if sentence in known:
        return known[sentence]
    for template in templates if depth else ():
        if found := template.pattern.fullmatch(sentence):
            values = [
                value if name else _value(value, depth - 1)
                for name, value in zip(template.names, found.groups(), strict=True)
            ]
            return _filled(template.polish, values)
    return ""


def _value(value: str, depth: int) -> str:
    """Return what stands in a sentence: another sentence, several, or something that is the same in each language."""
    known, _ = _templates()
    if value in known:
        return known[value]
    if not depth or _NAME.fullmatch(value):
        return value
    if whole := _polish(value, depth):
        return whole
    return "".join(_polish(part, depth) or part for part in re.split("(, | -> )", value))


def _filled(polish: str, values: list[str]) -> str:
    """Put values where ``{}`` stands in their order, or ``{2}`` for the second."""
    remaining = iter(values)
    return re.sub(
        r"\{(\d?)\}", lambda place: values[int(place[1]) - 1] if place[1] else next(remaining), polish
    )
