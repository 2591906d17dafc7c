"""The standalone lab with its own tenant."""

from tests.apply.conftest import host, lab

__all__ = ["host", "lab"]
