"""A story with the numbers of those who take part."""

from collections.abc import Mapping
from dataclasses import dataclass

from wcoctl.errors import UserError
from wcoctl.lab.story.stories import Phone, Story

__all__ = ["PreparedStory"]


@dataclass(frozen=True)
class PreparedStory:
    """A story with the numbers of the users it names."""

    name: str
    story: Story
    numbers: Mapping[str, str]
    """Number of each user."""

    def __post_init__(self) -> None:
        for name in self.story.phones:
            if name not in self.numbers and name[0].isalpha():
                raise UserError(
                    f"story {self.name}: phones.{name} is not a user of the tenant {self.story.tenant}"
                )

    @property
    def phones(self) -> dict[str, tuple[str, list[Phone]]]:
        """Name and behaviours of each phone, by number."""
        return {self.numbers.get(name, name): (name, phones) for name, phones in self.story.phones.items()}
