"""Where a site keeps what: the operator's files, and the state beside them."""

import os
from dataclasses import dataclass
from pathlib import Path

from wcoctl.errors import UserError

__all__ = ["REPOSITORY", "SiteDirectory", "cache_directory", "find_site", "known_sites"]

REPOSITORY = Path(__file__).resolve().parents[2]
"""The project's own directory, with roles/ and playbooks/."""


@dataclass(frozen=True)
class SiteDirectory:
    """An ``inventories/<site>`` directory: specs written by people, and ``.wco/`` written by wcoctl."""

    root: Path
    beside: str = ""
    """Names the runs that only look, and work beside all others: their inventory, their lock and what Ansible leaves are apart."""

    @property
    def argument(self) -> str:
        """What a command takes for this site, from anywhere."""
        return self.root.name if self.root.parent == REPOSITORY / "inventories" else str(self.root)

    @property
    def state(self) -> Path:
        """What wcoctl keeps here; it can be deleted at any time, though then a controller has seen nothing yet (``guard``)."""
        return self.root / ".wco"

    @property
    def inventory(self) -> Path:
        """The generated Ansible inventory."""
        return self._work / "inventory" / "hosts.yml"

    @property
    def bundle(self) -> Path:
        """What the hosts get of the changed tenants."""
        return self.state / "bundle"

    @property
    def run(self) -> Path:
        """ansible-runner's directory."""
        return self._work / "run"

    @property
    def lock(self) -> Path:
        """Held by the run that works here."""
        return self._work / "lock"

    @property
    def cache(self) -> Path:
        """The compile cache."""
        return self.state / "cache.sqlite"

    @property
    def orders(self) -> Path:
        """What the hosts get to know of their site."""
        return self.state / "orders"

    @property
    def seen(self) -> Path:
        """Which revision of the hosts this controller has seen."""
        return self.state / "seen.json"

    @property
    def lab(self) -> Path:
        """How to reach the hosts when they are the lab's containers."""
        return self.state / "lab.json"

    def make_state(self) -> None:
        """Create the state directory, for its owner only."""
        self.state.mkdir(mode=0o700, exist_ok=True)
        (self.state / ".gitignore").write_text("*\n", encoding="utf-8")
        self._work.mkdir(mode=0o700, exist_ok=True)

    @property
    def _work(self) -> Path:
        return self.state / self.beside


def find_site(name: str) -> SiteDirectory:
    """Return the site directory that a command's argument means: a path, or a name under inventories/."""
    for root in (Path(name), REPOSITORY / "inventories" / name):
        if (root / "site.yml").is_file():
            return SiteDirectory(root.resolve())
    known = known_sites()
    raise UserError(
        f"there is no site '{name}': neither {name}/site.yml nor inventories/{name}/site.yml exists"
        f" (known sites: {', '.join(known) or 'none'})"
    )


def known_sites() -> list[str]:
    """Return the names of the sites under inventories/."""
    return sorted(path.parent.name for path in (REPOSITORY / "inventories").glob("*/site.yml"))


def cache_directory() -> Path:
    """Return the directory for what is built once per machine and may be deleted at any time."""
    chosen = os.environ.get("LAB_CACHE")
    return (
        Path(chosen) if chosen else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wco"
    )
