"""A document checked by the rules of the controller, and compiled for the simulator; both are kept for a while."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from wco_portal.drafts.document import Document
from wco_portal.drafts.draft import Draft
from wcoctl.compile.callplan import CallPlan, compile_tenant
from wcoctl.model.check import check_data
from wcoctl.model.company_changes import check_company_change
from wcoctl.model.finding import Finding, Place
from wcoctl.model.site import Speech
from wcoctl.model.tenant import Tenant

__all__ = ["Checked", "check", "findings_below", "mistakes_of", "plan_of"]


class Checked(NamedTuple):
    """A document, and all that is wrong with it."""

    tenant: Tenant | None
    findings: Sequence[Finding]


def check(document: Document) -> Checked:
    """Return the tenant that a document describes, or none, and what is wrong with it."""
    return _checked(json.dumps(document, sort_keys=True, ensure_ascii=False))


def mistakes_of(draft: Draft) -> Sequence[Finding]:
    """Return what keeps a draft from being published: its mistakes, and what the company may not change itself."""
    return [*check(draft.document).findings, *check_company_change(draft.base, draft.document)]


@lru_cache(maxsize=64)
def _checked(text: str) -> Checked:
    tenant, findings = check_data(json.loads(text))
    return Checked(
        tenant, tuple(sorted(set(findings), key=lambda finding: [str(part) for part in finding.place]))
    )


def findings_below(findings: Sequence[Finding], place: Place) -> dict[Place, Finding]:
    """Return the findings at a place and below it, by the place from there on: what a form shows at its fields."""
    depth = len(place)
    return {finding.place[depth:]: finding for finding in findings if finding.place[:depth] == place}


def plan_of(tenant: Tenant) -> CallPlan:
    """Return the call plan of a tenant without mistakes, for the simulator."""
    sounds = {name: _sound(prompt.wav) for name, prompt in tenant.prompts.items() if prompt.wav}
    return compile_tenant(tenant, sounds, Speech())


def _sound(wav: str) -> str:
    """Return the digest that names a sound: the portal's files are called by it, others are known to the controller only."""
    stem = PurePosixPath(wav).stem
    return stem if re.fullmatch("[0-9a-f]{64}", stem) else "0" * 64
