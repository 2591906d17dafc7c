"""The standalone site, deployed in the lab, for all tests that place real calls."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from wcoctl.lab.carrier import Carrier
from wcoctl.lab.demo import SITE, deploy, lab_carrier, lab_hosts, roll_out
from wcoctl.lab.hosts import LabHosts
from wcoctl.site.directory import SiteDirectory, find_site
from wcoctl.site.progress import Progress
from wcoctl.site.rollout import Outcome
from wcoctl.spec.load import load_hosts

__all__ = ["Lab", "Standalone"]

TEST_SITE = os.environ.get("WCO_TEST_SITE", SITE)
"""Another site of one host, so that several clones can test beside each other on one machine."""


@dataclass(frozen=True)
class Lab:
    """The deployed lab and the site's folder that it was deployed from."""

    site: SiteDirectory

    @property
    def inside(self) -> LabHosts:
        """The hosts as an operator sees them."""
        return lab_hosts(self.site)

    @property
    def edge(self) -> str:
        """Address of the edge that is called."""
        return next(
            str(host.address) for host in load_hosts(self.site.root).hosts.values() if "edge" in host.groups
        )

    def carrier(self) -> Carrier:
        """Return the operator's network."""
        return lab_carrier(self.site)

    def apply(self) -> Outcome:
        """Make the hosts what the site's folder says."""
        with Progress(Console(stderr=True)) as progress:
            return roll_out(self.site, progress)


@dataclass(frozen=True)
class Standalone:
    """Deploys the standalone site; its own folder is never written, tests work in copies of it."""

    scratch: Path

    @classmethod
    def deployed(cls, scratch: Path) -> "Standalone":
        """Deploy the site as it is in the tree."""
        with Progress(Console(stderr=True)) as progress:
            deploy(find_site(TEST_SITE), progress)
        return cls(scratch)

    @property
    def site(self) -> SiteDirectory:
        """The site as it is in the tree."""
        return find_site(TEST_SITE)

    @contextmanager
    def holding(self, tenants: Mapping[str, str], *, instead: bool = True) -> Iterator[Lab]:
        """Deploy these tenants (YAML by name) instead of the site's own, or beside them.

        They stay until somebody deploys others: what comes next does, and at the end the lab may be gone.
        """
        lab = Lab(self.copy(tenants, instead=instead))
        lab.apply()
        yield lab

    def copy(self, tenants: Mapping[str, str], *, instead: bool, seen_by: Lab | None = None) -> SiteDirectory:
        """Return a copy of the site with these tenants; its desk has seen what that of ``seen_by`` has."""
        root = self.scratch / f"copy{len(list(self.scratch.iterdir()))}" / self.site.root.name
        shutil.copytree(self.site.root, root, ignore=shutil.ignore_patterns("run", "bundle"))
        if instead:
            shutil.rmtree(root / "tenants")
            (root / "tenants").mkdir()
        for name, text in tenants.items():
            (root / "tenants" / f"{name}.yml").write_text(text, encoding="utf-8")
        if seen_by:
            shutil.copy(seen_by.site.seen, SiteDirectory(root).seen)
        return SiteDirectory(root)
