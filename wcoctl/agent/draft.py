"""A published draft against the company's file as it is now: what the file becomes, or why it does not. No file is written here."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wcoctl.agent.queue import Change, Verdict
from wcoctl.errors import Problem
from wcoctl.model.company_changes import check_company_change, sound_file
from wcoctl.model.entries import ABSENT
from wcoctl.model.finding import Finding, dotted, printable
from wcoctl.model.merge import Clash, merge

__all__ = ["Merging", "merged_with", "refused", "refused_by", "told", "wanted_sounds"]

_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Merging:
    """The document that the file is to hold."""

    document: dict[str, Any]


def merged_with(change: Change, current: dict[str, Any]) -> Merging | Verdict:
    """Merge a change into the file's data, within what a company may change."""
    try:
        base, document = json.loads(change.base), json.loads(change.document)
    except (ValueError, RecursionError):
        base = document = None
    if not isinstance(base, dict) or not isinstance(document, dict):
        return refused([Finding((), "cannot be read", "begin the draft again")])
    if found := check_company_change(base, document):
        return refused(found)
    merged = merge(base, current, document)
    if merged.clashes:
        return Verdict("clash", {"clashes": [_clash(clash) for clash in merged.clashes]})
    if found := check_company_change(current, merged.document):
        return refused(found)
    return Merging(merged.document)


def wanted_sounds(tenant: str, document: Mapping[str, Any]) -> dict[str, str]:
    """Return the audio of the company's own that its prompts name: the prompt of each SHA-256."""
    prompts = document.get("prompts")
    wavs = {
        name: prompt.get("wav")
        for name, prompt in (prompts.items() if isinstance(prompts, dict) else ())
        if isinstance(prompt, dict)
    }
    return {
        sha256: name
        for name, wav in wavs.items()
        if isinstance(wav, str) and _SHA256.fullmatch(sha256 := wav.rpartition("/")[2].removesuffix(".wav"))
        if wav == sound_file(tenant, sha256)
    }


def refused(findings: Iterable[Finding]) -> Verdict:
    """Refuse a change for these reasons."""
    told = [
        {"path": dotted(place), "message": printable(message), "hint": printable(hint)}
        for place, message, hint in findings
    ]
    return Verdict("refused", {"problems": told})


def refused_by(problems: Iterable[Problem]) -> Verdict:
    """Refuse a change for what is wrong with the file that it makes."""
    return Verdict("refused", {"problems": [told(problem) for problem in problems]})


def told(problem: Problem) -> dict[str, str]:
    """Return a problem as the portal shows it, which knows no files."""
    return {"path": problem.path, "message": problem.message, "hint": problem.hint}


def _clash(clash: Clash) -> dict[str, Any]:
    sides = {"base": clash.base, "workspace": clash.ours, "portal": clash.theirs}
    return {"path": dotted(clash.place)} | {
        side: value for side, value in sides.items() if value is not ABSENT
    }
