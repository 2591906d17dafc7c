"""Nobody waits for an engine that does not answer: each command to one has a limit."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
ASKS = re.compile(r"\b(asterisk -rx|kamcmd|psql) ")
FILES = [
    str(file.relative_to(REPOSITORY))
    for pattern in ("playbooks/*.yml", "roles/*/tasks/*.yml", "roles/*/handlers/*.yml")
    for file in sorted(REPOSITORY.glob(pattern))
    if re.search(r"\b(asterisk|kamcmd|psql)\b", file.read_text(encoding="utf-8"))
]


def _commands(tasks: Any) -> Iterator[str]:
    """Yield the commands of tasks, however deep they are."""
    if isinstance(tasks, list):
        for task in tasks:
            yield from _commands(task)
    elif isinstance(tasks, dict):
        for key, value in tasks.items():
            if key == "ansible.builtin.command":
                words = value["argv"] if isinstance(value, dict) else value
                yield words if isinstance(words, str) else " ".join(map(str, words))
            else:
                yield from _commands(value)


@pytest.mark.parametrize("file", FILES)
def test_a_command_to_an_engine_has_a_limit(file: str) -> None:
    commands = list(_commands(yaml.safe_load((REPOSITORY / file).read_text(encoding="utf-8"))))
    assert [command for command in commands if ASKS.search(command) and "timeout " not in command] == []


def test_verify_asks_the_engines() -> None:
    text = (REPOSITORY / "playbooks" / "verify.yml").read_text(encoding="utf-8")
    assert len([command for command in _commands(yaml.safe_load(text)) if ASKS.search(command)]) >= 7
