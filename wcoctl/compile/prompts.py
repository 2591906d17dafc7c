"""Prompt recipes: what a prompt's audio is made from, and the id that follows from it."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Literal, NotRequired, TypedDict

from wcoctl.model.base import Language
from wcoctl.model.site import Speech
from wcoctl.model.tenant import Tenant

__all__ = ["Recipe", "block_recipes", "tenant_recipes", "text_recipe", "wav_recipe"]


class Recipe(TypedDict):
    """How one audio file comes to be; equal recipes are one file, whoever uses them."""

    id: str
    kind: Literal["text", "wav"]
    engine: NotRequired[str]
    voice: NotRequired[str]
    language: NotRequired[str]
    text: NotRequired[str]
    sha256: NotRequired[str]


def text_recipe(text: str, language: Language, speech: Speech) -> Recipe:
    """Return the recipe of a spoken text."""
    engine, voice = ("rhvoice", speech.voices[language]) if speech.non_free else ("espeak_ng", language)
    source = {"kind": "text", "engine": engine, "voice": voice, "language": language, "text": text}
    return {
        "id": _identity(source),
        "kind": "text",
        "engine": engine,
        "voice": voice,
        "language": language,
        "text": text,
    }


def wav_recipe(digest: str) -> Recipe:
    """Return the recipe of a WAV file with this SHA-256."""
    return {"id": _identity({"kind": "wav", "sha256": digest}), "kind": "wav", "sha256": digest}


def tenant_recipes(tenant: Tenant, wavs: Mapping[str, str], speech: Speech) -> dict[str, Recipe]:
    """Return the recipe of each prompt of the tenant, by the prompt's name in the spec."""
    return {
        name: wav_recipe(wavs[name])
        if prompt.text is None
        else text_recipe(prompt.text, prompt.language or tenant.language, speech)
        for name, prompt in tenant.prompts.items()
    }


def block_recipes(tenant: Tenant, speech: Speech) -> dict[str, Recipe]:
    """Return the recipe of whatever blocks say besides the tenant's prompts, by names that no spec can give."""
    return {
        prompt: text_recipe(text, language, speech)
        for name, block in tenant.blocks.items()
        for prompt, text, language in block.texts(tenant, name)
    }


def _identity(source: Mapping[str, str]) -> str:
    canonical = json.dumps(source, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()[:32]
