"""The demonstration: the standalone site in the lab, and a few calls into its tenant ``demo``."""

import shutil
from importlib import resources
from pathlib import Path

from wcoctl.lab.hosts import containers
from wcoctl.lab.hosts.lab_hosts import LabHosts
from wcoctl.lab.play.carrier import Carrier
from wcoctl.lab.stories import PlayedCall, play_stories
from wcoctl.lab.story.stories import load_stories
from wcoctl.lab.story.tenant import load_story_tenants
from wcoctl.model.load import load_hosts, load_site
from wcoctl.rollout.apply import ApplyOutcome, apply_difference
from wcoctl.rollout.permission import EVERYTHING
from wcoctl.rollout.progress import Progress
from wcoctl.rollout.session import SiteSession, refuse_silent
from wcoctl.secrets.site_secrets import SECRETS_FILE
from wcoctl.secrets.vault import forget_password
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.inventory import lab_connection
from wcoctl.workspace.lock import locked

__all__ = ["SITE", "deploy", "lab_carrier", "lab_hosts", "play", "remove", "roll_out"]

SITE = "standalone"
"""The site of the demonstration, under inventories/."""


def deploy(site: SiteDirectory, progress: Progress) -> ApplyOutcome:
    """Bring up the lab's containers and make them what the site's files say."""
    progress.task("lab", "starting the containers")
    containers.up(site, load_hosts(site.root))
    return roll_out(site, progress)


def roll_out(site: SiteDirectory, progress: Progress) -> ApplyOutcome:
    """Make running hosts what the site's files say, whatever they hold: the lab's are nobody's."""
    with locked(site):
        session = SiteSession.open(site, [], permission=EVERYTHING)
        fleet, difference = session.ask(progress)
        refuse_silent(fleet)
        return apply_difference(session, fleet, difference, progress, software=False)


def remove(site: SiteDirectory) -> list[str]:
    """Remove the lab's containers, their network, and what the demonstration wrote: state, secrets and their password."""
    with locked(site):
        removed = containers.down(site)
    shutil.rmtree(site.state)
    secrets = site.root / SECRETS_FILE
    if secrets.exists():
        forget_password(secrets)
        secrets.unlink()
    return removed


def play(site: SiteDirectory, progress: Progress) -> dict[str, list[PlayedCall]]:
    """Play the demonstration's stories against the deployed lab."""
    with resources.as_file(resources.files("wcoctl.lab") / "demo_stories") as folder:
        stories = load_stories(sorted(Path(folder).glob("*.yml")))
    with lab_carrier(site) as carrier:
        tenants = load_story_tenants(site.root, stories)
        return play_stories(
            stories, tenants, lab_hosts(site), carrier, lambda text: progress.task("calls", text)
        )


def lab_hosts(site: SiteDirectory) -> LabHosts:
    """Return how the lab's media and data hosts are reached."""
    hosts = load_hosts(site.root).hosts.values()
    media = tuple(str(host.address) for host in hosts if "media" in host.groups)
    data = next(str(host.address) for host in hosts if "data" in host.groups)
    edges = tuple(str(host.address) for host in hosts if "edge" in host.groups)
    return LabHosts(media, data, edges, lab_connection(site)["identity_file"])


def lab_carrier(site: SiteDirectory) -> Carrier:
    """Return the operator's network at the address of the site's first trunk, which calls the first edge."""
    trunk = load_site(site.root).trunks[0]
    edge = next(str(host.address) for host in load_hosts(site.root).hosts.values() if "edge" in host.groups)
    return Carrier(str(trunk.addresses[0]), f"{edge}:5060")
