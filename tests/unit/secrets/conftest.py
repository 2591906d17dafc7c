"""What these tests need of a site."""

from tests.unit.small_site import config

__all__ = ["config"]
