"""The same lab, and the same copy of its site, as in tests/apply."""

from tests.apply.conftest import host, lab  # noqa: F401
