"""The table of variables in each role's README, from its argument spec.

``python -m tests.tools.role_variables`` writes the tables anew.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

__all__ = ["REPOSITORY", "documented", "roles", "table"]

REPOSITORY = Path(__file__).parents[2]
_BEGIN, _END = "<!-- variables: begin -->\n", "<!-- variables: end -->\n"
_HEAD = "| variable | type | default | meaning |\n|---|---|---|---|\n"

Options = dict[str, dict[str, Any]]


def roles() -> list[str]:
    """Return the names of the roles that have variables."""
    folders = sorted(path.parents[1] for path in REPOSITORY.glob("roles/*/meta/argument_specs.yml"))
    return [folder.name for folder in folders if _specs(folder.name)["main"]["options"]]


def table(role: str) -> str:
    """Return the table as Markdown: of ``tasks/main.yml``, then what only other files of tasks want."""
    specs = _specs(role)
    options: Options = dict(specs["main"]["options"])
    wanted_by: dict[str, list[str]] = {}
    for entry, spec in specs.items():
        for name, option in spec["options"].items():
            if options.setdefault(name, option) and name not in specs["main"]["options"]:
                wanted_by.setdefault(name, []).append(f"`{entry}`")
    defaults = _yaml(role, "defaults/main.yml") or {}
    return _HEAD + "".join(
        line
        for name, option in options.items()
        for line in _lines(name, {"default": defaults.get(name)} | option, wanted_by.get(name, []))
    )


def _lines(name: str, option: dict[str, Any], wanted_by: list[str], indent: str = "") -> Iterator[str]:
    kind = option.get("type", "str") + (f" of {option['elements']}" if "elements" in option else "")
    needed = " ".join(["required", *(["by"] if wanted_by else []), ", ".join(wanted_by)]).rstrip()
    default = needed if option.get("required") else _code(option.get("default"))
    yield f"| {indent}`{name}` | {kind} | {default} | {_meaning(option)} |\n"
    for key, sub in option.get("options", {}).items():
        yield from _lines(key, sub, [], indent + "&nbsp;&nbsp;")


def _code(value: Any) -> str:
    """Return a default as YAML would have it on one line."""
    if value and isinstance(value, list):
        return f"`{_escaped(', '.join(map(str, value)))}`"
    plain = isinstance(value, str) and value and not value.isdigit()
    return f"`{_escaped(value if plain else json.dumps(value))}`"


def _meaning(option: dict[str, Any]) -> str:
    choices = ", ".join(f"`{choice}`" for choice in option.get("choices", ()))
    text = re.sub(r"\bC\(([^)]*)\)", r"`\1`", option["description"].strip())
    which = "Any" if option.get("type") == "list" else "One"
    return _escaped(text) + (f" {which} of {choices}." if choices else "")


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")


def documented(role: str) -> str:
    """Return the table that the README has."""
    return _readme(role).read_text(encoding="utf-8").partition(_BEGIN)[2].partition(_END)[0]


def _write() -> None:
    for role in roles():
        before, begin, rest = _readme(role).read_text(encoding="utf-8").partition(_BEGIN)
        if not begin:
            raise SystemExit(f"{_readme(role)}: put the lines {_BEGIN.strip()} and {_END.strip()} into it")
        text = f"{before}{begin}{table(role)}{_END}{rest.partition(_END)[2]}"
        _readme(role).write_text(text, encoding="utf-8")


def _readme(role: str) -> Path:
    return REPOSITORY / "roles" / role / "README.md"


def _specs(role: str) -> dict[str, Any]:
    specs: dict[str, Any] = _yaml(role, "meta/argument_specs.yml")["argument_specs"]
    return specs


def _yaml(role: str, file: str) -> Any:
    path = REPOSITORY / "roles" / role / file
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None


if __name__ == "__main__":
    _write()
