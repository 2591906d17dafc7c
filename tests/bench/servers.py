"""Set-up of other calls while fifty calls ask servers that take three seconds, beside fifty that hear a menu instead.

Fifty calls more have audio, which this machine sends too: that delays others, whatever they do. What a quiet machine needs is
told beside.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import quantiles

import yaml

from tests.bench.figure import Figure
from tests.company import company, server_address
from tests.standalone import Lab, Standalone
from wcoctl.lab.play.observed import ObservedStory
from wcoctl.lab.story.prepared import PreparedStory
from wcoctl.lab.story.stories import Expected, Story, StoryCall

__all__ = ["measure"]

TENANT = "bench"
SLOW, OTHER, PLAIN = "+48229300001", "+48229300002", "+48229300003"
ASKING, OTHERS, ROUNDS = 50, 20, 6
ASKED = 1.5
"""Seconds after which all slow calls wait for their servers."""


def measure() -> Iterator[Figure]:
    """Yield the figure; rounds with and without slow calls take turns."""
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        spec = _spec(server_address(standalone.site))
        with (
            standalone.holding({TENANT: spec}) as lab,
            company(lab.site, TENANT),
            lab.carrier() as carrier,
        ):
            alone, slow, plain = [], [], []
            for number in range(ROUNDS):
                alone += _set_up(carrier.play(_others(number)))
                slow += _set_up(carrier.play([*_waiting(SLOW), *_others(number)]))
                plain += _set_up(carrier.play([*_waiting(PLAIN), *_others(number)]))
        Lab(standalone.copy({}, instead=False)).apply()
    detail = (
        f"p95 of INVITE to answer of {len(slow)} calls beside {ASKING} calls to 3 s slow servers / to a menu"
        f" (with no other calls: {_p95(alone):.3g} ms)"
    )
    yield Figure("servers", _p95(slow), _p95(plain), 1.2, "ms", detail)


def _spec(server: str) -> str:
    hangup = dict.fromkeys(("no_match", "error", "timeout", "wrong_key", "no_input"), "hangup")
    asks = {"type": "webhook", "url": f"https://{server}/slow/3.5/never", "exits": {}}
    menu = {"type": "menu", "prompt": "choose", "keys": {"1": "hangup"}, "exits": {}}
    asks["exits"] = {name: hangup[name] for name in ("no_match", "error", "timeout")}
    menu["exits"] = {name: hangup[name] for name in ("wrong_key", "no_input")}
    return yaml.safe_dump(
        {
            "tenant": TENANT,
            "name": "Bench",
            "contract": {"channels": 2 * (ASKING + OTHERS)},
            "main_numbers": {
                "primary": {"number": SLOW, "entry": "asks"},
                "additional": [{"number": number, "entry": "menu"} for number in (OTHER, PLAIN)],
            },
            "prompts": {"choose": {"text": "Proszę wybrać jeden."}},
            "blocks": {"asks": asks, "menu": menu},
        }
    )


def _waiting(dialled: str) -> list[PreparedStory]:
    return [_scene(dialled, index, 0.0, 8.0) for index in range(ASKING)]


def _others(number: int) -> list[PreparedStory]:
    return [_scene(OTHER, number * OTHERS + n, ASKED + n * 0.06, 3.0) for n in range(OTHERS)]


def _scene(dialled: str, index: int, start: float, lasts: float) -> PreparedStory:
    caller = f"+4860590{dialled[-1]}{index:03d}"
    call = StoryCall(dialled=dialled, caller=caller, start=start, hang_up_after=lasts, expect=Expected())
    name = f"call{dialled.removeprefix('+')}x{index}"
    return PreparedStory(name, Story(title=name, tenant=TENANT, calls=[call]), {})


def _set_up(seen: Mapping[str, ObservedStory]) -> list[float]:
    """Return the milliseconds from INVITE to answer of the other calls."""
    calls = [one.calls[0] for one in seen.values()]
    if failed := [call for call in calls if call.status != 200 or call.answered is None]:
        told = [f"{call.call.caller} {call.status} {call.trouble}" for call in failed]
        raise SystemExit("calls that were not answered: " + "; ".join(told))
    return [(call.answered or 0) * 1000 for call in calls if call.call.dialled == OTHER]


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
