"""The examples of docs/api.md, as they are written there."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from tests.portal.postgresql import new_database
from tests.portal.process import portal
from tests.portal.site import PortalDatabase
from wcoctl.workspace.directory import REPOSITORY

_EXAMPLE = re.compile(r"```sh\n(.*?)```\n(?:```json\n(.*?)```)?", re.DOTALL)


def test_each_example_does_what_the_page_says(socket: Path, tmp_path: Path) -> None:
    text = (REPOSITORY / "docs" / "api.md").read_text("utf-8")
    examples = _EXAMPLE.findall(text)
    assert text.count("curl ") == len(examples) > 2
    new_database(socket, "examples")
    database = PortalDatabase(socket, "examples")
    database.add_company()
    token = database.add_token(database.add_account())
    with portal(socket, "examples", tmp_path) as origin:
        for command, documented in examples:
            answer = run(command, {"TOKEN": token, "PORTAL": origin})
            assert shape(answer) == shape(json.loads(documented)), command


def run(command: str, variables: dict[str, str]) -> Any:
    """Run an example as somebody who has pasted it, and return what it prints."""
    told = subprocess.run(
        ["bash", "-ec", command.replace("curl ", "curl --fail-with-body --no-progress-meter ")],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return json.loads(told.stdout)


def shape(value: Any) -> Any:
    """Return what a value is made of: names of members, types of values."""
    match value:
        case dict():
            return {name: shape(inner) for name, inner in value.items()}
        case list():
            return [shape(inner) for inner in value[:1]]
        case _:
            return type(value).__name__
