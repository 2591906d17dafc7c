"""Several hosts from the same roles: a call that enters anywhere is served by its tenant's media node."""

import shutil
import time
from collections.abc import Iterator

import pytest
import yaml
from rich.console import Console

from tests.faults.beside import calls_beside, lost
from tests.faults.hosts import PLAN, asked, eventually, shell
from tests.standalone import Lab
from wcoctl.compile.rows import TenantRow
from wcoctl.lab.demo import deploy, lab_hosts
from wcoctl.lab.hosts import containers
from wcoctl.lab.play.carrier import Carrier
from wcoctl.lab.stories import PlayedCall, play_stories
from wcoctl.lab.story.stories import Story
from wcoctl.lab.story.tenant import StoryTenant, load_story_tenants
from wcoctl.model.load import load_hosts
from wcoctl.model.site import Hosts
from wcoctl.rollout.progress import Progress
from wcoctl.workspace.directory import REPOSITORY, SiteDirectory, find_site

pytestmark = pytest.mark.lab

FULL = "+48222000000"
"""Main number of the tenant `full`, which has channels for many calls at once."""

DEAD = 66
"""Seconds for which a node does not answer."""

STORY = {
    "title": "the owner's own number",
    "tenant": "klaster",
    "phones": {"olga": {"after": 1.0, "hang_up_after": 3.0}},
    "calls": [
        {
            "dialled": "+48602300100",
            "caller": "+48601000001",
            "expect": {
                "path": ["owner:end_of_call"],
                "rang": ["olga:answered"],
                "outcome": "answered",
                "talks_to": "olga",
            },
        }
    ],
}


@pytest.fixture(scope="module")
def site() -> Iterator[SiteDirectory]:
    """Yield the deployed cluster, of the example's first two hosts: each costs the machine some minutes."""
    site = SiteDirectory(REPOSITORY / ".labs" / "cluster")
    own = shutil.ignore_patterns(".wco", "secrets.yml")
    shutil.copytree(find_site("cluster").root, site.root, ignore=own, dirs_exist_ok=True)
    file = site.root / "hosts.yml"
    hosts = yaml.safe_load(file.read_text(encoding="utf-8"))["hosts"]
    file.write_text(
        yaml.safe_dump({"hosts": {name: hosts[name] for name in list(hosts)[:2]}}), encoding="utf-8"
    )
    with Progress(Console(stderr=True)) as progress:
        deploy(site, progress)
    yield site
    containers.down(site)


@pytest.fixture(scope="module")
def hosts(site: SiteDirectory) -> Hosts:
    return load_hosts(site.root)


@pytest.fixture(scope="module")
def tenants(site: SiteDirectory) -> dict[str, StoryTenant]:
    return load_story_tenants(site.root, {"owner": Story.model_validate(STORY)})


@pytest.fixture(scope="module")
def by_edge(site: SiteDirectory, hosts: Hosts, tenants: dict[str, StoryTenant]) -> dict[str, PlayedCall]:
    """Return the same call, entering at each edge."""
    stories = {"owner": Story.model_validate(STORY)}
    found = {}
    for name, host in hosts.hosts.items():
        with Carrier(str(containers.NETWORK[1]), f"{host.address}:5060") as carrier:
            found[name] = play_stories(stories, tenants, lab_hosts(site), carrier)["owner"][0]
    return found


def test_a_call_goes_as_told_whichever_edge_it_enters(by_edge: dict[str, PlayedCall]) -> None:
    assert {edge: call.problems for edge, call in by_edge.items()} == {edge: [] for edge in by_edge}


def test_a_call_is_served_by_its_tenants_media_node(
    by_edge: dict[str, PlayedCall], hosts: Hosts, tenants: dict[str, StoryTenant]
) -> None:
    media = [name for name, host in hosts.hosts.items() if "media" in host.groups]
    node = media[tenants["klaster"].plan.of(TenantRow)[0].slot % len(media)]
    assert len(by_edge) == 2
    assert {edge: [record.node for record in call.records] for edge, call in by_edge.items()} == {
        edge: [node] for edge in hosts.hosts
    }


def test_a_media_node_that_is_dead_for_a_minute_delays_calls_for_some_seconds_only(
    site: SiteDirectory, hosts: Hosts
) -> None:
    """Two OPTIONS, 2 s apart and given up after 2 s: until then calls wait 2 s for the node, and never again."""
    lab = Lab(site)
    (slot,) = asked(lab, PLAN, "SELECT slot FROM tenant WHERE tenant = 'full'")
    media = [host for host in hosts.hosts.values() if "media" in host.groups]
    node = str(media[int(slot) % len(media)].address)

    def signal(name: str) -> float:
        lab.inside.run(node, "systemctl", "kill", f"--signal={name}", "asterisk")
        return time.monotonic()

    def is_back() -> bool:
        return f"sip:{node}:5080" in shell(lab, "kamcmd dispatcher.list | grep -B1 'FLAGS: AP' || true")

    with calls_beside(lab, FULL) as calls:
        eventually(lambda: len(calls) >= 4)
        died = signal("STOP")
        time.sleep(DEAD)
        revived = signal("CONT")
        eventually(is_back, 30)
        time.sleep(3)
    after = [call for call in calls if call.began > died]
    assert lost(after) == []
    late = [call.accepted or DEAD for call in after if died + 8 < call.began < revived]
    assert len(late) > DEAD
    assert max(late) < 1.8
