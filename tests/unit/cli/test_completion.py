"""The tab key, as bash asks after `eval "$(wcoctl --show-completion)"`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("wcoctl val", ["validate"]),
        ("wcoctl plan clu", ["cluster"]),
        ("wcoctl apply standalone de", ["demo"]),
        ("wcoctl plan nowhere/", []),  # bash offers files then
    ],
)
def test_commands_sites_and_companies_are_offered(words: str, offered: list[str]) -> None:
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_WCOCTL_COMPLETE": "complete_bash"}
    done = subprocess.run(
        [sys.executable, "-m", "wcoctl"],
        env={**os.environ, **asked},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == offered
