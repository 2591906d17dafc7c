"""Whoever is called says nothing about others: neither where calls should go on, nor who forwards them."""

import re
from pathlib import Path

import pytest

DIALPLAN = Path(__file__).parents[2] / "roles" / "asterisk" / "files" / "dialplan"
RINGS = [
    (file.name, match["application"], match["arguments"])
    for file in sorted(DIALPLAN.glob("*.conf"))
    for match in re.finditer(
        r"(?m),(?P<application>Dial|Queue)\((?P<arguments>.*)\)$", file.read_text("utf-8")
    )
]


def test_the_dialplan_rings_phones() -> None:
    assert {application for _, application, _ in RINGS} == {"Dial", "Queue"}
    assert len(RINGS) > 5


@pytest.mark.parametrize(("file", "application", "arguments"), RINGS)
def test_redirections_and_updates_of_called_sides_are_ignored(
    file: str, application: str, arguments: str
) -> None:
    place = 2 if application == "Dial" else 1
    options = re.sub(r"\([^()]*\)", "", _plain(arguments).split(",")[place])
    assert {"i", "I"} <= set(options), f"{file}: {options}"


def _plain(arguments: str) -> str:
    """Return arguments without what Asterisk puts in for variables and functions."""
    while "{" in arguments or "[" in arguments:
        arguments = re.sub(r"\$(\{[^{}\[\]]*\}|\[[^{}\[\]]*\])", "", arguments)
    return arguments
