"""What blocks and exits are called in the visitor's language."""

from collections.abc import Mapping, Sequence
from functools import cache

from wco_portal.forms.labels import label_of
from wco_portal.texts import Language, marked, translations
from wcoctl.blocks.models import MODELS, titles
from wcoctl.graph import Words
from wcoctl.model.tenant import Tenant

__all__ = ["TYPES", "PortalWords", "words_of"]

TYPES: Mapping[str, str] = {type_: titles(type_)[0] for type_ in MODELS}
"""What the types of blocks are called: texts to be translated."""
_STEPS: Mapping[str, str] = {
    "blocklist": marked("Blocklist"),
    "loop": marked("Call that goes round in a circle"),
    "occasional announcement": marked("Occasional announcement"),
    "outgoing": marked("Outgoing call"),
}
"""Steps of a call that are no blocks."""
_EXITS: Mapping[str, str] = {
    "occasional": marked("Afterwards"),
    "returned": marked("The call comes back"),
}
"""Ways on of steps that are no blocks; blocks' exits are settings, and are called as those are."""
_NUMBERED: Mapping[str, str] = {
    "internal": marked("Internal number %s"),
    "key": marked("Key %s"),
    "ok": marked("Answer %s"),
    "refused": marked("The number may not be rung (%s)"),
    "rule": marked("Rule %s"),
    "transfer": marked("Transfer to %s"),
}
"""By the first word of an exit that has something of its own in its name."""
_SIGNS = {"star": "*", "hash": "#"}
_SHOWN = 3


class PortalWords(Words):
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self._texts = translations(language)
        say = self._texts.gettext
        self.switchboard = say(marked("Switchboard"))
        self.begin = say(marked("Calls begin here"))
        self.direct = say(marked("Direct calls begin here"))
        self.hang_up = say(marked("Hang up"))
        self.missing = say(marked("Missing block"))

    def main_numbers(self, count: int) -> str:
        """Return what some main numbers are called."""
        if count == 1:
            return self._texts.gettext(marked("Main number"))
        return self._texts.ngettext("%(num)s main number", "%(num)s main numbers", count) % {"num": count}

    def more(self, count: int) -> str:
        """Return what stands for those that are not shown."""
        return self._texts.gettext(marked("and %s more")) % count

    def leads_to(self, block: str) -> str:
        """Return what stands at the end of a way to a block far away."""
        return f"→ {block}"

    def kind(self, type_: str) -> str:
        """Return what a type is called."""
        return self._texts.gettext(TYPES.get(type_) or _STEPS.get(type_, type_))

    def exit(self, name: str) -> str:
        """Return what an exit is called."""
        first, _, rest = name.replace(" ", "_").partition("_")
        if rest and (pattern := _NUMBERED.get(first)):
            return self._texts.gettext(pattern) % _SIGNS.get(rest, rest)
        return self._texts.gettext(_EXITS.get(name) or label_of(name))

    def exits(self, exits: tuple[str, ...]) -> list[str]:
        """Return the lines that stand at a way: the exits that lead there."""
        keys = [exit_.removeprefix("key_") for exit_ in exits if exit_.startswith("key_")]
        all_keys = ", ".join(_SIGNS.get(key, key) for key in keys)
        lines = [self._texts.gettext(_NUMBERED["key"]) % all_keys] if keys else []
        return lines + [self.exit(exit_) for exit_ in exits if not exit_.startswith("key_")]

    def details(self, tenant: Tenant, name: str) -> list[str]:
        """Return what is worth knowing of a block at a glance: what people have called it or written in it.

        A draft may refer to what does not exist.
        """
        block = tenant.blocks[name]
        found = [str(getattr(block, field)) for field in ("name", "number", "text") if hasattr(block, field)]
        for field in ("prompt", "greeting"):
            prompt = tenant.prompts.get(getattr(block, field, ""))
            found += [f"“{prompt.text}”"] if prompt and prompt.text else []
        user = tenant.users.get(getattr(block, "user", None) or "")
        found += [user.name, user.number] if user else []
        return found + self._members(tenant, getattr(block, "members", ()))

    def _members(self, tenant: Tenant, members: Sequence[str]) -> list[str]:
        names = [tenant.users[user].name for user in members if user in tenant.users]
        rest = len(names) - _SHOWN
        return [", ".join([*names[:_SHOWN], *([self.more(rest)] if rest > 0 else [])])] if names else []


@cache
def words_of(language: Language) -> PortalWords:
    """Return the words of a language."""
    return PortalWords(language)
