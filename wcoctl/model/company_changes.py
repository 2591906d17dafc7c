"""What a company may not change itself: what it agreed with the operator, and what is not its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from wcoctl.model.entries import ABSENT, same
from wcoctl.model.finding import Finding, Place
from wcoctl.model.numbers import normalise

__all__ = ["check_company_change", "restored", "sound_file", "touches_the_operators"]

_OPERATORS = {
    "tenant": "is the company's identifier, which never changes",
    "contract": "is what the company agreed with the operator",
}
_ASK = "ask the operator to change it"


def check_company_change(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Finding]:
    """Return what a company's own change from one document to the other must not change; both may have mistakes."""
    return [*_fixed(before, after), *_main_numbers(before, after), *_sounds(before, after)]


def touches_the_operators(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a change is one of what is the operator's: no page of the company's has a form for it."""
    return any(_fixed(before, after))


def restored(old: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, Any]:
    """Return an old version of a document with what is the operator's as it is now: a company may come back to that.

    Both are without mistakes. Numbers that the company has got since keep the entries that they have.
    """
    document = {key: value for key, value in old.items() if key not in _OPERATORS}
    document |= {key: present[key] for key in _OPERATORS if key in present}
    former = {entry["number"]: entry for entry in _held(old)}
    primary, *further = (former.get(entry["number"], entry) for entry in _held(present))
    document["main_numbers"] = {**present["main_numbers"], "primary": primary}
    if further:
        document["main_numbers"]["additional"] = further
    return document


def _held(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    numbers = document["main_numbers"]
    return [numbers["primary"], *numbers.get("additional", [])]


def sound_file(tenant: str, sha256: str) -> str:
    """Return the path, from the tenants' folder, of audio that a company has brought itself."""
    return f"portal/{tenant}/{sha256}.wav"


def _fixed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Finding]:
    for key, what in _OPERATORS.items():
        if not same(before.get(key, ABSENT), after.get(key, ABSENT)):
            place = _first_difference((key,), before.get(key), after.get(key))
            yield Finding(place, f"`{key}` {what}", _ASK)


def _first_difference(place: Place, one: Any, other: Any) -> Place:
    """Return the place of what differs, or of what holds it when more than that does."""
    if isinstance(one, dict) and isinstance(other, dict):
        different = [
            key for key in {**one, **other} if not same(one.get(key, ABSENT), other.get(key, ABSENT))
        ]
        if len(different) == 1:
            (key,) = different
            return _first_difference((*place, key), one.get(key), other.get(key))
    return place


def _main_numbers(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield changed main numbers, which the operator assigns; where their calls begin is the company's to say."""
    known, wanted = dict(_numbers(before)), dict(_numbers(after))
    for number, place in wanted.items():
        if number not in known:
            yield Finding(
                place, f"{number} is not a number of the company", "ask the operator for new numbers"
            )
    for number, place in known.items():
        if number not in wanted:
            yield Finding(place[:2], f"{number} is missing", "keep it; the operator takes numbers back")
    primary = ("main_numbers", "primary", "number")
    if known.keys() == wanted.keys() and _placed(known, primary) != _placed(wanted, primary):
        yield Finding(primary, "another number would be the primary one", _ASK)


def _placed(numbers: Mapping[str, Place], place: Place) -> list[str]:
    return [number for number, found in numbers.items() if found == place]


def _numbers(document: Mapping[str, Any]) -> Iterator[tuple[str, Place]]:
    numbers = document.get("main_numbers")
    numbers = numbers if isinstance(numbers, dict) else {}
    further = numbers.get("additional")
    found = [(("main_numbers", "primary"), numbers.get("primary"))]
    found += [
        (("main_numbers", "additional", position), entry)  # type: ignore[misc]
        for position, entry in enumerate(further if isinstance(further, list) else ())
    ]
    for place, entry in found:
        number = entry.get("number") if isinstance(entry, dict) else None
        if isinstance(number, str):
            yield _normalised(number), (*place, "number")


def _normalised(number: str) -> str:
    try:
        return normalise(number)
    except PydanticCustomError:
        return number  # the rules of numbers say what is wrong with it


def _sounds(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield audio that the company neither has already nor has brought itself: it is another company's."""
    known = {wav for _, wav in _wavs(before)}
    own = f"portal/{before.get('tenant')}/"
    for name, wav in _wavs(after):
        if wav not in known and not (wav.startswith(own) and "/" not in wav.removeprefix(own)):
            message = f"`{wav}` is not a recording of the company"
            yield Finding(("prompts", name, "wav"), message, "upload or record it in the portal")


def _wavs(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    prompts = document.get("prompts")
    for name, prompt in prompts.items() if isinstance(prompts, dict) else ():
        wav = prompt.get("wav") if isinstance(prompt, dict) else None
        if isinstance(wav, str):
            yield name, wav
