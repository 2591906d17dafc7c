"""The portal: its pages for a full company beside a bare page, and from the click to the next call beside a bare apply."""

from collections.abc import Iterator

from tests.bench import portal_pages, publishing
from tests.bench.figure import Figure

__all__ = ["measure"]


def measure() -> Iterator[Figure]:
    """Yield the figures of the pages, which need a database only, and then those of the lab."""
    yield from portal_pages.measure()
    yield from publishing.measure()
