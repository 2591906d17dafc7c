"""What stands in the nodes: the type, the name, and the settings worth knowing at a glance."""

from collections.abc import Iterable, Iterator
from html import escape
from textwrap import wrap
from urllib.parse import urlsplit

from wcoctl.compile.blocks import offered_numbers
from wcoctl.spec.blocks import (
    Announcement,
    Block,
    Condition,
    Group,
    Hangup,
    InternalNumberBlock,
    Menu,
    PersonalAnnouncement,
    PhoneService,
    Redirect,
    Rule,
    Server,
    ServiceAction,
    Survey,
    UserBlock,
    Voicemail,
)
from wcoctl.spec.tenant import Tenant
from wcoctl.spec.users import User

__all__ = ["block_label", "html_label", "some"]

SHOWN = 4
"""So many of several equal things are named, the others counted."""
WIDTH = 34
LINES = 2


def block_label(tenant: Tenant, name: str) -> str:
    """Return the label of a block."""
    block = tenant.blocks[name]
    lines = [line for text in _details(tenant, name, block) for line in _wrapped(text)]
    return html_label(block.type.replace("_", " "), name, lines)


def html_label(kind: str, name: str, lines: Iterable[str]) -> str:
    """Return a label in the language of Graphviz, with all text escaped."""
    parts = [f'<FONT POINT-SIZE="9">{_escape(kind.upper())}</FONT>', f"<B>{_escape(name)}</B>"]
    parts += [f'<FONT POINT-SIZE="10">{_escape(line)}</FONT>' for line in lines]
    return f"<{'<BR/>'.join(parts)}>"


def some(names: Iterable[str], shown: int = SHOWN) -> str:
    """Name the first of several things and count the others."""
    everything = list(names)
    rest = len(everything) - shown
    return ", ".join(everything[:shown]) + (f" +{rest} more" if rest > 0 else "")


def _details(tenant: Tenant, name: str, block: Block) -> Iterator[str]:
    match block:
        case Menu() | InternalNumberBlock():
            yield _spoken(tenant, block.prompt)
            offered = offered_numbers(tenant, block)
            yield from [f"internal numbers: {some(offered, 3)}"] if offered else []
        case Announcement():
            yield _spoken(tenant, block.prompt)
        case PersonalAnnouncement():
            yield f"\u201c{block.text}\u201d"
        case Group():
            yield from _group(tenant, name, block)
        case UserBlock():
            yield from _user(tenant.users[block.user])
        case Redirect():
            yield block.number
        case Condition():
            rules = [f"{position}: {_asked(rule)}" for position, rule in enumerate(block.rules, 1)]
            yield from _first(rules, "rules")
        case PhoneService():
            yield from _first([f"{code} {_does(action)}" for code, action in block.codes.items()], "codes")
        case Hangup():
            yield block.cause
        case _:
            yield from _service(tenant, block)


def _service(tenant: Tenant, block: Voicemail | Survey | Server) -> Iterator[str]:
    match block:
        case Server():
            yield f"asks {urlsplit(block.url).hostname}"
            yield f"stores {some(block.variables)}" if block.variables else "stores nothing"
        case Voicemail():
            yield f"of {tenant.users[block.user].name}" if block.user else f"of {block.group}"
            yield _spoken(tenant, block.greeting)
        case Survey():
            yield f"{len(block.questions)} questions: {some((each.name for each in block.questions), 2)}"
            yield from [f"one conversation in {block.one_in}"] if block.one_in > 1 else []


def _user(user: User) -> Iterator[str]:
    yield user.name if user.active else f"{user.name} (inactive)"
    yield user.number
    for when, number in user.redirects.model_dump(exclude_none=True).items():
        yield f"{when.replace('_', ' ')}: {number}"


def _first(lines: list[str], what: str) -> list[str]:
    rest = len(lines) - SHOWN
    return [*lines[:SHOWN], *([f"+{rest} more {what}"] if rest > 0 else [])]


def _group(tenant: Tenant, name: str, block: Group) -> Iterator[str]:
    yield block.name
    state = "" if block.active else ", switched off"
    yield f"{block.strategy.replace('_', ' ')}, waits {block.wait_seconds} s{state}"
    yield f"{len(block.members)} members: {some(block.members, 3)}" if block.members else "no members"
    internal = [digits for digits, target in tenant.internal_numbers.items() if target.group == name]
    if internal:
        yield f"internal number {some(internal, 2)}"


def _asked(rule: Rule) -> str:
    asked = [f"{rule.schedule} {rule.state}"] if rule.schedule else []
    asked += [f"caller on {rule.callers}"] if rule.callers else []
    if rule.anonymous is not None:
        asked.append("number withheld" if rule.anonymous else "number shown")
    asked += [f"dialled {some(rule.dialled, 1)}"] if rule.dialled else []
    return " and ".join(asked) or "always"


def _does(action: ServiceAction) -> str:
    """Say what a code does, and to what."""
    settings = action.model_dump(exclude={"action", "hours"})
    return " ".join([action.action.replace("_", " "), *(value for value in settings.values() if value)])


def _spoken(tenant: Tenant, prompt: str) -> str:
    text = tenant.prompts[prompt].text
    return prompt if text is None else f"\u201c{text}\u201d"


def _escape(text: str) -> str:
    # Graphviz replaces \N and its like inside such labels too.
    return escape(text).replace("\\", r"\\")


def _wrapped(text: str) -> list[str]:
    lines = wrap(text, WIDTH) or [""]
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], f"{lines[LINES - 1][: WIDTH - 1]}\u2026"]
