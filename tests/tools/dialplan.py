"""Reads the dialplan as Asterisk does, as far as jumps, queries and variables are concerned."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["DIALPLAN", "Jump", "RowRead", "Step", "jumps", "leads_somewhere", "rows_read", "split", "steps"]

DIALPLAN = Path(__file__).parents[2] / "roles" / "asterisk" / "files" / "dialplan"

_LINE = re.compile(
    r"(?:exten => (?P<extension>[^,]+),(?P<first>\d+)|\s*same => n)(?:\((?P<label>\w+)\))?,(?P<call>.*)"
)
_CALL = re.compile(r"(?P<application>\w+)(?:\((?P<arguments>.*)\))?$")
_PAIRS = {"(": ")", "{": "}", "[": "]"}


@dataclass(frozen=True)
class Step:
    """One priority of an extension."""

    file: str
    line: int
    context: str
    extension: str
    label: str
    """Its label, or 1 for the first one."""
    application: str
    arguments: str

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Jump:
    """Where a step may lead; what is not known before the call is ''."""

    step: Step
    context: str
    extension: str
    label: str


@dataclass(frozen=True)
class RowRead:
    """Variables that take the columns of a row, one each."""

    step: Step
    """The first one that reads."""
    source: str
    """What the row is from, as an expression."""
    names: tuple[str, ...]


def steps() -> list[Step]:
    """Return all steps of all files."""
    return [step for file in sorted(DIALPLAN.glob("*.conf")) for step in _steps_of(file)]


def _steps_of(file: Path) -> Iterator[Step]:
    context = extension = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        text = re.sub(r"(^|\s);.*", "", line).rstrip()
        if found := re.fullmatch(r"\[([\w*#]+)\]", text):
            context, extension = found[1], ""
        elif text and not text.startswith("include => "):
            found = _LINE.fullmatch(text)
            assert found, f"{file.name}:{number}: {text}"
            extension = found["extension"] or extension
            call = _CALL.fullmatch(found["call"])
            assert call, f"{file.name}:{number}: {text}"
            label = found["label"] or found["first"] or ""
            yield Step(
                file.name, number, context, extension, label, call["application"], call["arguments"] or ""
            )


def split(text: str, separator: str) -> list[str]:
    """Split a text at a separator that stands in no bracket and no quotation."""
    parts, waiting, quoted = [""], list[str](), False
    for sign in text:
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in _PAIRS:
            waiting.append(_PAIRS[sign])
        elif not quoted and waiting and sign == waiting[-1]:
            waiting.pop()
        if sign == separator and not waiting and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def jumps(step: Step) -> Iterator[Jump]:
    """Yield each place where a step may lead."""
    for application, arguments in _applied(step.application, step.arguments):
        match application:
            case "Goto" | "Gosub":
                yield _jump(step, _without_arguments(arguments))
            case "GotoIf" | "GosubIf":
                branches = split(split(arguments, "?")[1], ":")
                yield from (_jump(step, _without_arguments(branch)) for branch in branches if branch)
            case "ChannelRedirect":
                yield _jump(step, ",".join(split(arguments, ",")[1:]))
            case "Set" if "hangup_handler_push" in arguments:
                yield _jump(step, _without_arguments(arguments.partition(")=")[2]))
            case "Originate":
                yield _jump(step, ",".join(split(arguments, ",")[2:5]))
            case _:
                pass


def _applied(application: str, arguments: str) -> Iterator[tuple[str, str]]:
    """Yield the application, or those that it applies under a condition."""
    if application != "ExecIf":
        yield application, arguments
        return
    for branch in split(split(arguments, "?")[1], ":"):
        if called := _CALL.fullmatch(branch):
            yield called["application"], called["arguments"] or ""


def _without_arguments(target: str) -> str:
    parts = split(target, ",")
    return ",".join([*parts[:-1], re.sub(r"\(.*\)$", "", parts[-1])])


def _jump(step: Step, target: str) -> Jump:
    parts = [part.strip() for part in split(target, ",")]
    context, extension, label = [*[""] * (3 - len(parts)), *parts]
    return Jump(step, context or step.context, extension or step.extension, label)


def leads_somewhere(jump: Jump, known: list[Step]) -> bool:
    """Whether there is such a context, extension and priority; what a call decides may be any."""
    context, label = _pattern(jump.context), _pattern(jump.label)
    extension = "" if "${" in jump.extension else jump.extension
    return any(
        re.fullmatch(context, step.context)
        and (not extension or _takes(step.extension, extension))
        and (re.fullmatch(label, step.label) or jump.label == "n")
        for step in known
    )


def _pattern(text: str) -> str:
    """Return what a text may become when its variables have values."""
    return re.sub(r"\\\$\\\{.*?\\\}", r"\\w+", re.escape(re.sub(r"\$\{[^{}]*\}", "${}", text)))


def _takes(extension: str, dialled: str) -> bool:
    if not extension.startswith("_"):
        return extension == dialled
    signs = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*", "+": r"\+"}
    pattern = "".join(signs.get(sign, sign) for sign in extension[1:])
    return extension == dialled or bool(re.fullmatch(pattern, dialled))


_PART = re.compile(r"\$\{CUT\((WCO_ROW|WCO_SETTINGS),\\,,(\d+)-\)\}")


def rows_read(known: list[Step]) -> Iterator[RowRead]:
    """Yield each row that is read by position: at once, or in parts of which each goes on where the one before has ended.

    The last part may be one variable, which takes all that is left.
    """
    source, row = "", RowRead(known[0], "", ())
    for step in known:
        if step.application != "Set":
            continue
        names, _, read = step.arguments.partition("=")
        listed = tuple(split(names.removeprefix("ARRAY(").removesuffix(")"), ","))
        if names == "WCO_ROW":
            source = read
        elif part := _PART.fullmatch(read):
            assert int(part[2]) == len(row.names) + 1, f"{step.place}: {part[2]}"
            assert row.source == (source if part[1] == "WCO_ROW" else "${WCO_SETTINGS}"), step.place
            row = RowRead(row.step, row.source, row.names + listed)
        elif names.startswith("ARRAY("):
            if row.names:
                yield row
            row = RowRead(step, source if read == "${WCO_ROW}" else read, listed)
    yield row
