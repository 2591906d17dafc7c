"""A host whose site is not known yet."""

from pathlib import Path

import pytest

from tests.unit.site_module.site_host import Host


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)
