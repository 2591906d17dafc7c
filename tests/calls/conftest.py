"""The deployed standalone lab with the tenants of the stories, and the chosen stories, played."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from wcoctl.lab.carrier import Carrier
from wcoctl.lab.cast import load_cast
from wcoctl.lab.demo import SITE, deploy, lab_carrier, lab_hosts
from wcoctl.lab.hosts import LabHosts
from wcoctl.lab.performance import Performance, perform
from wcoctl.lab.story import load_stories
from wcoctl.site.directory import SiteDirectory, find_site
from wcoctl.site.progress import Progress
from wcoctl.spec.load import load_hosts
from wcoctl.spec.site import Hosts

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Lab:
    """The lab with the tenants of the stories."""

    site: SiteDirectory
    hosts: Hosts

    @property
    def inside(self) -> LabHosts:
        """The hosts as an operator sees them."""
        return lab_hosts(self.site, self.hosts)

    def carrier(self) -> Carrier:
        """Return the operator's network."""
        return lab_carrier(self.hosts)


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    site = find_site(SITE)
    added = [site.root / "tenants" / file.name for file in sorted((HERE / "tenants").glob("*.yml"))]
    with Progress(Console(stderr=True)) as progress:
        try:
            for file in added:
                shutil.copyfile(HERE / "tenants" / file.name, file)
            deploy(site, progress)
            yield Lab(site, load_hosts(site.root))
        finally:
            for file in added:
                file.unlink(missing_ok=True)
        deploy(site, progress)


@pytest.fixture(scope="session")
def performances(lab: Lab, request: pytest.FixtureRequest) -> dict[str, list[Performance]]:
    specs = [getattr(item, "callspec", None) for item in request.session.items]
    chosen = sorted({spec.params["story"] for spec in specs if spec and "story" in spec.params})
    stories = load_stories([HERE / story / "story.yml" for story in chosen])
    with lab.carrier() as carrier:
        return perform(stories, load_cast(lab.site.root, stories), lab.inside, carrier)
