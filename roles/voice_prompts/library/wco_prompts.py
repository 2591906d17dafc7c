#!/usr/bin/python
"""Makes the prompts that a host lacks."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import tarfile
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import Any

from ansible.module_utils.basic import AnsibleModule

# A role's own code, or the collection's. Mitogen finds the former by its absolute name only.
try:
    from ansible.module_utils.wco_host.speech_engine import RATE, Recipe, SpeechError, convert, speak
except ImportError:
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_host.speech_engine import (
        RATE,
        Recipe,
        SpeechError,
        convert,
        speak,
    )

DOCUMENTATION = """
module: wco_prompts
short_description: Makes the prompts that a host lacks
description:
  - A prompt is a file that is named by its recipe, so what is there is right. O(recipes) are made into
    O(directory); the lines of O(lines) too, and linked by their names in O(links).
  - Files are named by their paths on the controller; the action plugin sends what the host lacks.
options:
  directory:
    description: Directory of the prompts; its group may read them.
    type: path
    required: true
  recipes:
    description: >-
      JSON, the prompts that the host shall have: [{id, kind: text, engine, voice, language, text}] or
      [{id, kind: wav, sha256}], where id is the start of the SHA-256 of the rest.
    type: path
  sources:
    description: Directory on the controller with the WAV files, <sha256>.wav.
    type: path
  lines:
    description: Prompts with names, one "<name><tab><text>" a line; spoken as engine, voice and language say.
    type: str
  links:
    description: Directory of <name>.wav for each of the lines. Links of removed lines are removed.
    type: path
  engine:
    description: Speech engine of the lines.
    type: str
    choices: [rhvoice, espeak_ng]
  voice:
    description: Voice of the lines.
    type: str
  language:
    description: Language of the lines.
    type: str
  cache:
    description: Directory on the controller that keeps what a host has made, for the next host.
    type: path
  supply:
    description: Set by the action plugin, a tar file with WAV sources and with prompts from the cache.
    type: path
  deliver:
    description: Set by the action plugin, where to put a tar file of the prompts made from text.
    type: path
  tell:
    description: Set by the action plugin, only report what is missing.
    type: bool
    default: false
author: [WCO]
"""

EXAMPLES = """
- name: The tenants' prompts are there
  wco_prompts:
    directory: /var/lib/wco/prompts
    recipes: .wco/bundle/prompts.json
    sources: .wco/bundle/wav
"""

RETURN = """
missing:
  description: Recipes of the prompts that the host lacked, without their texts.
  returned: always
  type: list
rendered:
  description: Ids of the prompts that were made from text on this host.
  returned: when something was made
  type: list
"""


class Prompts:
    """The prompts of a host."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def file(self, prompt: str) -> Path:
        """Where a prompt is."""
        return self.directory / prompt[:2] / f"{prompt}.wav"

    def missing(self, recipes: dict[str, Recipe], renew: bool) -> list[Recipe]:
        """Tell which are not there; the others get a new time: the daily clean-up spares what was wanted of late."""
        if not self.directory.is_dir():
            return list(recipes.values())
        handle = os.open(self.directory, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            there = {prompt for prompt in recipes if self.file(prompt).exists()}
            for prompt in there if renew else ():
                os.utime(self.file(prompt))
        finally:
            os.close(handle)
        return [recipe for prompt, recipe in recipes.items() if prompt not in there]

    def install(self, prompt: str, samples: bytes) -> None:
        """Put a prompt in its place, whole or not at all."""
        file, group = self.file(prompt), self.directory.stat().st_gid
        file.parent.mkdir(mode=0o750, exist_ok=True)
        os.chown(file.parent, -1, group)
        new = file.with_suffix(".new")
        with new.open("wb") as target:
            os.fchmod(target.fileno(), 0o640)
            os.fchown(target.fileno(), -1, group)
            with wave.open(target, "wb") as audio:
                audio.setparams((1, 2, RATE, 0, "NONE", ""))
                audio.writeframes(samples)
            target.flush()
            os.fsync(target.fileno())
        new.replace(file)
        handle = os.open(file.parent, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


class Links:
    """Names of prompts in a directory of Asterisk's sounds."""

    def __init__(self, directory: Path, prompts: Prompts, named: dict[str, str]) -> None:
        self.wanted = {directory / f"{name}.wav": str(prompts.file(prompt)) for name, prompt in named.items()}
        held = {path: str(path.readlink()) for path in directory.rglob("*.wav") if path.is_symlink()}
        ours = {
            path for path, target in held.items() if PurePosixPath(target).is_relative_to(prompts.directory)
        }
        self.stale = ours - self.wanted.keys()
        self.missing = [path for path, target in self.wanted.items() if held.get(path) != target]

    def make(self) -> None:
        """Bring the links up to date."""
        for path in self.stale:
            path.unlink()
        for path in self.missing:
            path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            new = path.with_suffix(".new")
            new.unlink(missing_ok=True)
            new.symlink_to(self.wanted[path])
            new.replace(path)


def named_recipes(parameters: dict[str, Any]) -> dict[str, Recipe]:
    """Recipes of the lines by name."""
    common = {"kind": "text", **{key: parameters[key] for key in ("engine", "voice", "language")}}
    found = {}
    for line in parameters["lines"].splitlines():
        name, _, text = line.partition("\t")
        if not text or ".." in name or not re.fullmatch(r"[\w./-]+", name) or name.startswith("/"):
            raise SpeechError(f"{line!r} is no name, tab and text")
        recipe = common | {"text": text}
        found[name] = {"id": recipe_id(recipe), **recipe}
    return found


def recipe_id(recipe: Recipe) -> str:
    """Id of a recipe, as the controller computes it."""
    content = {key: value for key, value in recipe.items() if key != "id"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def make(recipe: Recipe, prompts: Prompts, supplied: Path) -> tuple[str, str]:
    """Make one prompt; return the id of one made from text, and what went wrong."""
    finished = supplied / f"{recipe['id']}.wav"
    try:
        if finished.exists():
            with wave.open(str(finished), "rb") as audio:
                prompts.install(recipe["id"], audio.readframes(audio.getnframes()))
            return "", ""
        if recipe["kind"] == "wav":
            prompts.install(recipe["id"], convert(supplied / f"{recipe['sha256']}.wav"))
            return "", ""
        prompts.install(recipe["id"], speak(recipe))
    except (SpeechError, OSError, wave.Error, EOFError) as error:
        what = ascii(recipe["text"][:60]) if recipe["kind"] == "text" else recipe["sha256"]
        return "", f"prompt {recipe['id']} ({what}): {error}"
    return recipe["id"], ""


def unpack(supply: str | None) -> Path:
    """Unpack what the controller sent beside it."""
    directory = Path(supply).parent / "supply" if supply else Path("/nonexistent")
    if supply:
        directory.mkdir(mode=0o700)
        with tarfile.open(supply) as archive:
            archive.extractall(directory, filter="data")
    return directory


def make_all(missing: list[Recipe], prompts: Prompts, supply: str | None) -> list[str]:
    """Make prompts on all processors; return the ids of those made from text."""
    os.nice(10)  # calls come first
    supplied = unpack(supply)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(lambda recipe: make(recipe, prompts, supplied), missing))
    if problems := [problem for _, problem in made if problem]:
        count = f"{len(problems)} of {len(missing)} prompts were not made"
        raise SpeechError(f"{count}: {'; '.join(problems[:10])}")
    return [prompt for prompt, _ in made if prompt]


def deliver(rendered: list[str], prompts: Prompts, file: str) -> None:
    """Pack prompts for the controller's cache."""
    with tarfile.open(file, "w") as archive:
        for prompt in rendered:
            archive.add(prompts.file(prompt), arcname=f"{prompt}.wav")


def run(module: AnsibleModule) -> dict[str, Any]:
    """Do what the parameters say."""
    parameters = module.params
    prompts = Prompts(Path(parameters["directory"]))
    named = named_recipes(parameters) if parameters["lines"] else {}
    recipes = list(named.values())
    if parameters["recipes"]:
        recipes += json.loads(Path(parameters["recipes"]).read_text("utf-8"))
    if wrong := [recipe["id"] for recipe in recipes if recipe["id"] != recipe_id(recipe)]:
        raise SpeechError(f"the id of prompt {wrong[0]} is not that of its recipe (compile it again)")
    by_id = {recipe["id"]: recipe for recipe in recipes}
    missing = prompts.missing(by_id, renew=bool(parameters["recipes"]) and not module.check_mode)
    links = Links(
        Path(parameters["links"] or "/nonexistent"), prompts, {name: named[name]["id"] for name in named}
    )
    result = {
        "changed": bool(missing or links.missing or links.stale),
        "missing": [{key: value for key, value in recipe.items() if key != "text"} for recipe in missing],
    }
    if module.check_mode or parameters["tell"]:
        return result
    rendered = make_all(missing, prompts, parameters["supply"])
    links.make()
    if parameters["deliver"]:
        deliver(rendered, prompts, parameters["deliver"])
    return result | {"rendered": rendered}


def main() -> None:
    """Entry point of Ansible."""
    paths = ("recipes", "sources", "links", "cache", "supply", "deliver")
    module = AnsibleModule(
        argument_spec={
            "directory": {"type": "path", "required": True},
            "engine": {"type": "str", "choices": ["rhvoice", "espeak_ng"]},
            "voice": {"type": "str"},
            "language": {"type": "str"},
            "lines": {"type": "str"},
            "tell": {"type": "bool", "default": False},
            **{name: {"type": "path"} for name in paths},
        },
        required_one_of=[("recipes", "lines")],
        required_by={"lines": ("links", "engine", "voice", "language")},
        supports_check_mode=True,
    )
    try:
        result = run(module)
    except SpeechError as error:
        module.fail_json(msg=str(error))
    module.exit_json(**result)


if __name__ == "__main__":
    main()
