"""A role to be played."""

from pathlib import Path

import pytest

from tests.unit.host_library.files_play import Play


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path)
