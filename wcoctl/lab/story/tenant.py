"""Who takes part in a story: the tenant's users, phones and prompts by the names that its spec gives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from wcoctl.compile.callplan import CallPlan, compile_tenant
from wcoctl.lab.story.stories import Story
from wcoctl.model.load import load_site, load_tenant
from wcoctl.model.tenant import Tenant

__all__ = ["StoryTenant", "load_story_tenants"]


@dataclass(frozen=True)
class StoryTenant:
    """A tenant as stories speak of it."""

    spec: Tenant
    plan: CallPlan

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """Number of each user."""
        return {name: user.number for name, user in self.spec.users.items()}

    @cached_property
    def prompts(self) -> Mapping[str, str]:
        """Id of each prompt that the switchboard plays."""
        return {name: prompt for prompt, names in self.plan.prompt_names.items() for name in names}

    def person(self, name: str) -> str:
        """Return what people call a user; a number stays as it is."""
        user = self.spec.users.get(name)
        return user.name if user else name

    def block(self, name: str) -> str:
        """Return what people call a block."""
        block = self.spec.blocks.get(name)
        if block is None:
            return name
        return f"{block.type.replace('_', ' ')} {getattr(block, 'name', name)}"


def load_story_tenants(site: Path, stories: Mapping[str, Story]) -> dict[str, StoryTenant]:
    """Return the tenants of the stories from a site's folder."""
    speech = load_site(site).speech
    found: dict[str, StoryTenant] = {}
    for tenant in sorted({story.tenant for story in stories.values()}):
        loaded = load_tenant(site / "tenants" / f"{tenant}.yml")
        wavs = {name: wav.sha256 for name, wav in loaded.wavs.items()}
        found[tenant] = StoryTenant(loaded.model, compile_tenant(loaded.model, wavs, speech))
    return found
