"""What these tests need of a site."""

from tests.unit.small_site import config, site

__all__ = ["config", "site"]
