"""One meaning, two engines: the simulator and the real switchboard take the same path on random tenants."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime

import pytest
import yaml

from tests.company import PLACEHOLDER, company, server_address
from tests.parity.generate import Pair, pairs
from tests.standalone import Standalone
from wcoctl import simulate as simulated
from wcoctl.blocks.feature_codes.walk import SERVICE_PROMPTS
from wcoctl.compile.callplan import compile_tenant
from wcoctl.lab.stories import PlayedCall, play_stories
from wcoctl.lab.story.stories import Expected, Key, Story, StoryCall, StoryPhone
from wcoctl.lab.story.tenant import StoryTenant
from wcoctl.model.site import Speech
from wcoctl.simulate import Walk, simulate
from wcoctl.simulate.result import INVALID

pytestmark = pytest.mark.lab

SEED = int(os.environ.get("WCO_PARITY_SEED", "1"))
COUNT = int(os.environ.get("WCO_PARITY_PAIRS", "56"))
SPREAD = 15
"""Seconds over which the calls begin: all at once would try the machine, not the engines."""
LONGEST_MS = 35_000
"""Walks that take longer are left out: they wait for time-outs that others have shown."""


@pytest.fixture(scope="module")
def chosen() -> dict[str, tuple[Pair, StoryTenant]]:
    """Return the pairs whose walk is decided by the call plan alone, and short."""
    found: dict[str, tuple[Pair, StoryTenant]] = {}
    for pair in pairs(SEED, 4 * COUNT):
        tenant = StoryTenant(pair.tenant, compile_tenant(pair.tenant, {}, Speech()))
        walk = simulate(pair.call, [tenant.plan])
        if walk.exact and walk.ended_ms < LONGEST_MS and len(found) < COUNT:
            found[pair.tenant.tenant] = pair, tenant
    return found


@pytest.fixture(scope="module")
def compared(
    standalone: Standalone, chosen: Mapping[str, tuple[Pair, StoryTenant]]
) -> Iterator[dict[str, tuple[Pair, Walk, PlayedCall]]]:
    """Yield each pair with what the simulator says and what the switchboard did."""
    address = server_address(standalone.site)
    specs = {name: _yaml(pair).replace(PLACEHOLDER, address) for name, (pair, _) in chosen.items()}
    with standalone.holding(specs) as lab, lab.carrier() as carrier, company(lab.site, "any"):
        hosts = lab.inside
        hosts.forget(chosen)
        walks = {}
        for name, (pair, tenant) in chosen.items():
            audio = hosts.prompt_audio(tenant.prompts)
            durations = {tenant.prompts[prompt]: len(samples) / 8000 for prompt, samples in audio.items()}
            for said in (INVALID, *SERVICE_PROMPTS):
                durations[said] = hosts.system_prompt_seconds(said, pair.tenant.language)
            walks[name] = simulate(pair.call, [tenant.plan], durations=durations)
        stories = {
            name: _story(chosen[name][0], walk, n % SPREAD) for n, (name, walk) in enumerate(walks.items())
        }
        tenants = {name: tenant for name, (_, tenant) in chosen.items()}
        played = play_stories(stories, tenants, hosts, carrier)
        yield {name: (chosen[name][0], walks[name], played[name][0]) for name in chosen}


def test_both_engines_take_the_same_path(compared: dict[str, tuple[Pair, Walk, PlayedCall]]) -> None:
    wrong = [
        f"{name} (seed {SEED}): {pair.call}\n  simulator   {' '.join(walk.path)}\n  switchboard {_real(played_call)}"
        for name, (pair, walk, played_call) in compared.items()
        if " ".join(walk.path) != _real(played_call)
    ]
    assert not wrong, f"{len(wrong)} of {len(compared)} differ:\n" + "\n".join(wrong)


def test_there_are_enough_pairs_of_every_block_type(
    compared: dict[str, tuple[Pair, Walk, PlayedCall]],
) -> None:
    types = {step.type for _, walk, _ in compared.values() for step in walk.steps}
    assert len(compared) >= 50
    assert types == {
        *("menu", "internal_number", "group", "user", "redirect", "condition", "announcement", "hangup"),
        *("webhook", "voicemail", "survey", "feature_codes"),
    }


def _real(played_call: PlayedCall) -> str:
    return " | ".join(" ".join(record.steps) for record in played_call.records) or "no record"


def _yaml(pair: Pair) -> str:
    return yaml.safe_dump(pair.tenant.model_dump(mode="json", exclude_unset=True), allow_unicode=True)


def _story(pair: Pair, walk: Walk, start: float) -> Story:
    """Play the call as the simulator expects it, keys pressed when it says."""
    call, answered = pair.call, walk.accepted_ms or 0
    keys = [
        Key(press=key, at=max(0.0, (ms - answered) / 1000)) for step in walk.steps for ms, key in step.keys_at
    ]
    played = StoryCall(
        dialled=call.dialled,
        caller=call.caller or "anonymous",
        start=start,
        keys=keys,
        hang_up_after=60.0,
        expect=Expected(path=list(walk.path)),
    )
    clock = datetime.fromisoformat(call.at.replace(tzinfo=None).isoformat())
    # SIPp reads no scenario above 64 kB: redirects that the walk does not ring stay out.
    rung = {ring.user or ring.number for step in walk.steps for ring in step.rang}
    phones = {
        name: [_phone(phone)]
        for name, phone in call.phones.items()
        if name in rung | pair.tenant.users.keys()
    }
    return Story(
        title=pair.tenant.name, tenant=pair.tenant.tenant, clock=clock, phones=phones, calls=[played]
    )


def _phone(phone: simulated.SimulatedPhone) -> StoryPhone:
    if phone.result == "answered":
        return StoryPhone(does="answer", after=phone.after, hang_up_after=phone.talks)
    return StoryPhone.model_validate({"does": phone.result})
