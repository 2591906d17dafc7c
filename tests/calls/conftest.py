"""The stories that a run has chosen, played in the deployed standalone lab with the stories' own tenants beside its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.company import PLACEHOLDER, company, server_address
from tests.letters import Letters, mail_relay
from tests.standalone import Lab, Standalone
from wcoctl.lab.stories import PlayedCall, play_stories
from wcoctl.lab.story.stories import load_stories
from wcoctl.lab.story.tenant import load_story_tenants

HERE = Path(__file__).parent


@pytest.fixture(scope="package")
def lab(standalone: Standalone) -> Iterator[Lab]:
    address = server_address(standalone.site)
    tenants = {
        file.stem: file.read_text(encoding="utf-8").replace(PLACEHOLDER, address)
        for file in sorted((HERE / "tenants").glob("*.yml"))
    }
    with standalone.holding(tenants, instead=False) as lab, company(lab.site, "servers"):
        yield lab


@pytest.fixture(scope="package")
def letters(lab: Lab) -> Iterator[Letters]:
    """Take the site's mail, as the operator's relay."""
    with mail_relay(lab.site) as letters:
        yield letters


@pytest.fixture(scope="package")
def played_calls(lab: Lab, letters: Letters, request: pytest.FixtureRequest) -> dict[str, list[PlayedCall]]:
    chosen = {story for item in request.session.items if (story := _story(item))}
    stories = load_stories([HERE / story / "story.yml" for story in sorted(chosen)])
    lab.inside.forget({story.tenant for story in stories.values()})
    with lab.carrier() as carrier:
        return play_stories(stories, load_story_tenants(lab.site.root, stories), lab.inside, carrier)


def _story(item: pytest.Item) -> str:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return str(parameters.get("story", ""))
