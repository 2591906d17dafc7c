"""What pydantic found, in the operator's words: where, what is wrong, what to do."""

import types
from collections.abc import Callable
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from wcoctl.model.finding import Finding, Place, listed, suggest
from wcoctl.model.renamed import new_name

__all__ = ["explain", "words_of"]

_IDENTIFIER = (
    "is not an identifier",
    "use lower-case letters, digits and _, starting with a letter, at most 40 characters",
)
_PATTERNS = {
    "^[a-z][a-z0-9_]{0": _IDENTIFIER,
    "^[^": ("contains a control character", "delete it"),
    "^[A-Za-z0-9.!": ("is not an e-mail address", "write it as name@example.com"),
    "^\\+?[0-9(]": ("is not a phone number", "write a full number, such as +48 22 123 45 67"),
    "^\\+[0-9]{1,14}": ("is not a number prefix", "write it with the country code, such as +4822"),
    "^[0-9]{2,6}": ("is not an internal number", "use 2 to 6 digits"),
    "^[0-9][0-9]{1,5}": ("is not a code", "use 2 to 6 digits; callers end it with #"),
    "^[0-9]{1,10}": ("is not a set of digits", "write the digits that count as an answer, such as 12345"),
    "^[1-9][0-9]{0": ("is not a country calling code", "write it without + and leading zeros, such as 48"),
    "^[0-9]{0,3}": ("is not a number prefix", "write at most three digits, such as 0, in quotes"),
    "^[0-9]{1,5}": ("is not a number prefix", "write one to five digits, such as 00, in quotes"),
    "^[1-9][0-9]$": ("is not an area code", "write its two digits, such as 22"),
    "^[A-Z]{2}$": ("is not a country code", "use an ISO 3166 code in upper case, such as PL"),
    "^[a-z0-9][a-z0-9._@-]": (
        "is not a login",
        "use lower-case letters, digits and . _ @ -, 2 to 64 characters",
    ),
    "^(mon|": (
        "is not a weekday or a range of weekdays",
        "write mon, tue, wed, thu, fri, sat, sun, or a range such as mon-fri",
    ),
    "^([01]": ("is not a time range", "write it as HH:MM-HH:MM, such as 08:00-16:00"),
    "^[a-z](": (
        "is not a host name",
        "use lower-case letters, digits and -, starting with a letter, at most 40 characters",
    ),
    "^https://": (
        "is not the URL of a server",
        "write it as https://crm.example.com/path?key=value, other characters percent-encoded (%20)",
    ),
    "^https?://": (
        "is not a URL",
        "write it as https://sms.example.com/send, other characters percent-encoded (%20)",
    ),
    "^[A-Za-z0-9-]": ("is not the name of a header", "use letters, digits and -, such as Authorization"),
    "^[ -~]": ("cannot be sent in a header", "use printable ASCII characters"),
    "^[a-z0-9][a-z0-9_]": ("is not a value", "use lower-case letters, digits and _, at most 30 characters"),
    "^[a-z0-9](": (
        "is not a host",
        "write its name in lower case, such as crm.example.com, or its IPv4 address",
    ),
    "^(-----": ("is not a PEM certificate", "paste certificates from BEGIN CERTIFICATE to END CERTIFICATE"),
    "^[!-~]": ("is not a login", "use printable ASCII characters, without spaces"),
    "^[0-9A-Za-z][0-9A-Za-z.+]": ("is not a version", "write it as it is in /opt/wco/portal on a web host"),
    "^[a-z_][": ("is not a user name", "write the name of a user on the host, such as root"),
}
"""By the longest beginning of the pattern that fits."""

_KINDS = {
    "string_type": ("text", "put it in quotes"),
    "int_type": ("a whole number", "write digits without quotes"),
    "bool_type": ("true or false", "write true or false, without quotes"),
    "datetime_type": ("a date and time", "write it as YYYY-MM-DDTHH:MM, such as 2026-12-24T12:00"),
    "date_type": ("a date", "write it as YYYY-MM-DD, such as 2026-12-24"),
    "list_type": ("a list", "start each item with `- `"),
    "dict_type": ("a mapping", "write it as indented `key: value` lines"),
    "model_type": ("a mapping", "write it as indented `key: value` lines"),
    "model_attributes_type": ("a mapping", "write it as indented `key: value` lines"),
}


def explain(error: ErrorDetails, model: type[BaseModel]) -> Finding:
    """Return the finding for one error of the model's validation."""
    place, holder, wanted = _follow(model, error["loc"])
    kind = error["type"]
    if kind == "union_tag_not_found":
        return _no_tag(place, wanted)
    if kind == "missing":
        return _missing(place, holder)
    if kind == "extra_forbidden":
        return _unknown_key(place, holder)
    message, hint = _SAY.get(kind, _said)(error)
    if error["loc"] and error["loc"][-1] == "[key]":
        message = f"the name {message}"
    return Finding(place, message, hint)


def _missing(place: Place, holder: Any) -> Finding:
    fields = _fields(holder)
    name = str(place[-1])
    about = fields[name].description if name in fields else None
    hint = f"add `{name}`: {about.rstrip('.')}" if about else f"add `{name}`"
    return Finding(place, "is missing", hint)


def _unknown_key(place: Place, holder: Any) -> Finding:
    fields = _fields(holder)
    key = str(place[-1])
    if new := new_name(key, fields):
        return Finding(place, "unknown key", f"renamed: use `{new}`")
    hint = suggest(key, fields, "this place")
    known = hint.removeprefix("this place has ")
    return Finding(place, "unknown key", hint if known == hint else f"keys here: {known}")


def _fields(holder: Any) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(holder, "model_fields", {})
    return fields


def _no_tag(place: Place, union: Any) -> Finding:
    members = get_args(_plain(union))
    tag = _tag_of(members[0])
    known = [name for member in members for name in get_args(_fields(member)[tag].annotation)]
    return Finding(place, f"has no `{tag}`", f"add `{tag}:` with one of {listed(known)}")


def _follow(model: type[BaseModel], location: tuple[int | str, ...]) -> tuple[Place, Any, Any]:
    """Return the place in the document, without pydantic's own parts, the type holding its last part, and that part's."""
    place: list[int | str] = []
    here: Any = model
    holder: Any = model
    for part in location:
        if part == "[key]":
            break
        here = _plain(here)
        if (chosen := _chosen(here, part)) is not None:
            here = chosen
            continue
        place.append(part)
        holder = here
        here = _inside(here, part)
    return tuple(place), holder, here


def _plain(kind: Any) -> Any:
    """Return a type without its annotations and without "or none"."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, types.UnionType):
        members = [member for member in get_args(kind) if member is not type(None)]
        return _plain(members[0]) if len(members) == 1 else kind
    return kind


def _chosen(kind: Any, tag: int | str) -> Any:
    """Return the member of a tagged union."""
    if get_origin(kind) not in (Union, types.UnionType):
        return None
    members = [member for member in get_args(kind) if _fields(member)]
    return next((m for m in members if tag in get_args(_fields(m)[_tag_of(m)].annotation)), None)


def _tag_of(member: type[BaseModel]) -> str:
    """Return the key that says which member of a union something is: its first choice of words."""
    return next(name for name, field in _fields(member).items() if get_origin(field.annotation) is Literal)


def _inside(kind: Any, part: int | str) -> Any:
    if fields := _fields(kind):
        return fields[str(part)].annotation if part in fields else None
    inner = get_args(kind)
    return inner[-1] if inner else None


def _kind(error: ErrorDetails) -> tuple[str, str]:
    wanted, hint = _KINDS[error["type"]]
    given = error["input"]
    if error["type"] == "string_type" and isinstance(given, bool | int):
        shown = str(given).lower() if isinstance(given, bool) else str(given)
        return f"must be {wanted}, not {_shown(given)}", f'put it in quotes: "{shown}"'
    return f"must be {wanted}, not {_shown(given)}", hint


def words_of(pattern: str) -> tuple[str, str]:
    """Return what is wrong with a text that does not fit a pattern, and what to do."""
    return _PATTERNS[max((start for start in _PATTERNS if pattern.startswith(start)), key=len)]


def _pattern(error: ErrorDetails) -> tuple[str, str]:
    message, hint = words_of(error["ctx"]["pattern"])
    return f"{_shown(error['input'])} {message}", hint


def _literal(error: ErrorDetails) -> tuple[str, str]:
    expected = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
    return f"{_shown(error['input'])} is not allowed here", _choices(error["input"], expected.split(", "))


def _tag(error: ErrorDetails) -> tuple[str, str]:
    known = error["ctx"]["expected_tags"].replace("'", "").split(", ")
    tag = error["ctx"]["discriminator"].strip("'")
    given = error["ctx"]["tag"]
    new = new_name(given, known)
    return f"unknown {tag} {_shown(given)}", f"renamed: use `{new}`" if new else _choices(given, known)


def _choices(given: object, known: list[str]) -> str:
    hint = suggest(str(given), known, "this place")
    return (
        f"{hint} Must be one of: {listed(known)}"
        if hint.endswith("?")
        else f"must be one of: {listed(known)}"
    )


def _size(error: ErrorDetails) -> tuple[str, str]:
    """Too long, too short, too big, too small: pydantic's numbers, our words."""
    limits = error["ctx"]
    if error["type"] in ("greater_than_equal", "less_than_equal"):
        low, high = limits.get("ge"), limits.get("le")
        bound = f"at least {low}" if high is None else f"at most {high}"
        return f"{_shown(error['input'])} is too {'small' if high is None else 'large'}", f"write {bound}"
    unit = "characters" if error["type"].startswith("string") else "entries"
    if "min_length" in limits:
        return "is empty", "add at least one entry" if unit == "entries" else "write some text"
    given = limits.get("actual_length") or len(error["input"])
    return f"has {given} {unit}", f"at most {limits['max_length']} are allowed"


def _said(error: ErrorDetails) -> tuple[str, str]:
    context = error.get("ctx", {})
    return str(context.get("message", error["msg"])), str(context.get("hint", "see `wcoctl schema`"))


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"the number {value}"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = str(value)
    short = text if len(text) <= 60 else f"{text[:57]}..."
    return f"`{short}`" if short.isprintable() else ascii(short)


_SAY: dict[str, Callable[[ErrorDetails], tuple[str, str]]] = {
    **dict.fromkeys(_KINDS, _kind),
    **dict.fromkeys(("string_too_short", "string_too_long", "too_short", "too_long"), _size),
    **dict.fromkeys(("greater_than_equal", "less_than_equal"), _size),
    "string_pattern_mismatch": _pattern,
    "literal_error": _literal,
    "multiple_of": lambda error: (
        f"{_shown(error['input'])} is not a valid step",
        f"write a multiple of {error['ctx']['multiple_of']}",
    ),
    "union_tag_invalid": _tag,
}
