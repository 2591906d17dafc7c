"""Everything that reads a spec, one after the other, as the operator's commands do."""

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wcoctl.compile.callplan import CallPlan, compile_tenant
from wcoctl.compile.rows import DirectRow, NumberRow, UserRow
from wcoctl.errors import Problem, UserError
from wcoctl.graph import draw
from wcoctl.model.index import TenantIndex
from wcoctl.model.load import SITE_FILE, load_hosts, load_site, load_tenant
from wcoctl.model.notes import notes
from wcoctl.model.site import Speech
from wcoctl.simulate import Call, Phone, simulate

__all__ = ["read_site", "read_tenant"]

CALLS = 3
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def read_tenant(chance: random.Random, file: Path) -> bool:
    """Load, and if the file is valid compile, draw and call it; false for one that was refused.

    Raises AssertionError for a problem that does not say what to do, and whatever a reader dies of.
    """
    try:
        loaded = load_tenant(file)
    except UserError as error:
        _check(error.problems)
        return False
    again = json.loads(json.dumps(loaded.index.kept()))
    notes([TenantIndex.restored(loaded.model.tenant, file, again)], NOON)
    assert draw(loaded.model).source
    plan = compile_tenant(loaded.model, {name: wav.sha256 for name, wav in loaded.wavs.items()}, Speech())
    for _ in range(CALLS):
        simulate(_call(chance, plan), [plan])
    return True


def read_site(_chance: random.Random, file: Path) -> bool:
    """Load a site's own file, site.yml or hosts.yml, as `read_tenant` does a tenant's."""
    try:
        (load_site if file.name == SITE_FILE else load_hosts)(file.parent)
    except UserError as error:
        _check(error.problems)
        return False
    return True


def _check(problems: tuple[Problem, ...]) -> None:
    assert problems, "refused without a reason"
    for problem in problems:
        assert problem.message, problem
        assert problem.hint, problem
        assert "see `wcoctl schema`" not in problem.hint, problem


def _call(chance: random.Random, plan: CallPlan) -> Call:
    users = [row.user for row in plan.of(UserRow)]
    numbers = [row.number for row in plan.of(NumberRow)] + [row.number for row in plan.of(DirectRow)]
    return Call(
        dialled=chance.choice(numbers),
        at=NOON + timedelta(minutes=chance.randrange(60 * 24 * 365)),
        caller=chance.choice(["", "+48601502503", *(row.number for row in plan.of(UserRow))]),
        keys=tuple(chance.choice("0123456789*#_") for _ in range(chance.randrange(6))),
        phones=_phones(chance, users),
        hang_up_after=chance.choice([None, 5.0]),
    )


def _phones(chance: random.Random, users: list[str]) -> Mapping[str, Phone]:
    return {user: chance.choice([Phone(), Phone("busy", 0), Phone("no_answer")]) for user in users}
