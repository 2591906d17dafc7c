"""The standalone site, deployed in the lab, for all tests that place real calls."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

import yaml
from rich.console import Console

from tests.tools.addresses import own_address
from wcoctl.lab.demo import SITE, deploy, lab_carrier, lab_hosts, roll_out
from wcoctl.lab.hosts.containers import NETWORK
from wcoctl.lab.hosts.lab_hosts import LabHosts
from wcoctl.lab.play.carrier import Carrier
from wcoctl.model.load import load_hosts
from wcoctl.rollout.apply import Outcome
from wcoctl.rollout.progress import Progress
from wcoctl.workspace.directory import REPOSITORY, SiteDirectory, find_site

__all__ = ["Lab", "Standalone", "beyond"]

LAB = int(os.environ.get("WCO_TEST_LAB", "1"))
"""Which of the labs that stand beside each other on one machine, 1 to 9: several runs of tests can go on at once."""


def beyond(edge: str, distance: int) -> str:
    """Return an address of the lab's network that no host has; several labs on one machine get different ones."""
    return str(IPv4Address(edge) + distance)


def lab_site() -> SiteDirectory:
    """Write the site of this run's lab: the standalone one with addresses of its own."""
    original, root = find_site(SITE).root, REPOSITORY / ".labs" / f"lab{LAB}"
    edge, trunk = str(NETWORK[40 + LAB]), str(NETWORK[60 + LAB])
    shutil.rmtree(root / "tenants", ignore_errors=True)
    shutil.copytree(original / "tenants", root / "tenants")
    hosts = load_hosts(original).hosts
    (host,) = hosts.values()
    _write(root / "hosts.yml", {"hosts": {f"lab{LAB}": {"address": edge, "groups": list(host.groups)}}})
    text = (original / "site.yml").read_text(encoding="utf-8").replace(str(NETWORK[1]), trunk)
    _write(root / "site.yml", yaml.safe_load(text) | {"site": f"lab{LAB}"})
    return SiteDirectory(root)


def _write(file: Path, content: object) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


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
    site: SiteDirectory
    """The site as it was deployed first."""

    @classmethod
    @contextmanager
    def deployed(cls, scratch: Path) -> "Iterator[Standalone]":
        """Deploy the site of the tests; its trunk's address is this machine's for so long."""
        site = lab_site()
        with Progress(Console(stderr=True)) as progress:
            deploy(site, progress)
        carrier = lab_carrier(site)
        with own_address(carrier.address, carrier.edge.partition(":")[0]):
            yield cls(scratch, site)

    @contextmanager
    def holding(self, tenants: Mapping[str, str], *, instead: bool = True) -> Iterator[Lab]:
        """Deploy these tenants (YAML by name) instead of the site's own, or beside them.

        They stay until somebody deploys others: what comes next does, and at the end the lab may be gone.
        """
        lab = Lab(self.copy(tenants, instead=instead))
        lab.apply()
        yield lab

    def copy(self, tenants: Mapping[str, str], *, instead: bool, seen_by: Lab | None = None) -> SiteDirectory:
        """Return a copy of the site with these tenants; its controller has seen what that of ``seen_by`` has."""
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
