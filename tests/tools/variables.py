"""The variables of the dialplan: who sets each and who reads it, as docs/dialplan.md tells.

``python -m tests.tools.variables`` rewrites the table.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tests.tools.dialplan import DIALPLAN, DialplanStep, steps

__all__ = ["DOCUMENT", "Places", "documented", "table", "uses"]

REPOSITORY = DIALPLAN.parents[3]
DOCUMENT = REPOSITORY / "docs" / "dialplan.md"
_BEGIN, _END = "<!-- variables: begin -->\n", "<!-- variables: end -->\n"
_NAME = "_{0,2}(WCO_[A-Z_]*[A-Z])"
_SETS = (
    re.compile(rf"(?:^|[(,^]){_NAME}="),  # Set, MSet, Gosub's and Originate's variables
    re.compile(rf"\b(?:INC|DEC|PUSH|SHIFT|POP|UNSHIFT)\({_NAME}"),
    re.compile(rf"\bLOCAL\({_NAME}\)="),
)
_ROW = re.compile(r"ARRAY\(([^)]*)\)=")
_SHARED = re.compile(r"\b(?:SHARED|MASTER_CHANNEL|GLOBAL|IMPORT)\([^()]*?(WCO_[A-Z_]*[A-Z])")
_GIVEN = re.compile(r"^(WCO_[A-Z_]*[A-Z]) = ", re.MULTILINE)
_OTHERS = (
    "asterisk/files/sql",
    "asterisk/templates",
    "server_calls/files",
    "speech/files",
    "voicemail/files",
)

Places = dict[str, set[str]]
"""The names of files, by variable."""


def uses() -> tuple[Places, Places]:
    """Return where each variable is set, and where it is read."""
    sets: Places = defaultdict(set)
    reads: Places = defaultdict(set)
    for step in steps():
        for name in _set_by(step):
            sets[name].add(step.file)
        for name in re.findall(r"\$\{(?:[A-Z_]+\()*(WCO_[A-Z_]*[A-Z])\b", step.arguments):
            reads[name].add(step.file)
        for name in _SHARED.findall(step.arguments):
            (
                sets
                if re.search(rf"\b(?:SHARED|GLOBAL|MASTER_CHANNEL)\({name}[,)][^=]*\)?=", step.arguments)
                else reads
            )[name].add(step.file)
    for folder in _OTHERS:
        for file in sorted((REPOSITORY / "roles" / folder).rglob("*.*")):
            text = file.read_text(encoding="utf-8") if file.suffix in (".sql", ".j2", ".py") else ""
            told = f"{file.parent.name}/{file.name}" if file.suffix == ".py" else file.name
            for name in _GIVEN.findall(text) if file.suffix == ".j2" else ():
                sets[name].add(told)
            for name in set(re.findall(r"\b(WCO_[A-Z_]*[A-Z])\b(?! = )", text)):
                if name in sets or name in reads:
                    reads[name].add(told)
    return sets, reads


def _set_by(step: DialplanStep) -> Iterator[str]:
    for pattern in _SETS:
        yield from pattern.findall(step.arguments)
    for row in _ROW.findall(step.arguments):
        yield from (name.lstrip("_") for name in row.split(",") if "WCO_" in name)
    if step.application in ("Read", "ReadExten"):
        yield step.arguments.partition(",")[0]


def table() -> str:
    """Return the table as Markdown."""
    sets, reads = uses()
    lines = ["| variable | set by | read by |", "|---|---|---|"]
    lines += [
        f"| `{name}` | {_listed(sets.get(name, ()))} | {_listed(reads.get(name, ()))} |"
        for name in sorted(sets.keys() | reads.keys())
    ]
    return "\n".join(lines) + "\n"


def _listed(files: Iterable[str]) -> str:
    return ", ".join(sorted(file.removesuffix(".conf") for file in files))


def documented() -> str:
    """Return the table that the document has."""
    return DOCUMENT.read_text(encoding="utf-8").partition(_BEGIN)[2].partition(_END)[0]


def _write() -> None:
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(_BEGIN)
    DOCUMENT.write_text(f"{before}{_BEGIN}{table()}{_END}{rest.partition(_END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    _write()
