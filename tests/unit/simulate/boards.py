"""Small switchboards for the simulator's tests."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from wcoctl.compile.callplan import CallPlan, compile_tenant
from wcoctl.model.site import Speech
from wcoctl.model.tenant import Tenant
from wcoctl.simulate import Call, Phone, Walk, parse_keys, simulate

__all__ = ["MONDAY", "SPECS", "board", "call", "group", "plan"]

SPECS = Path(__file__).parents[2] / "specs" / "ok"
MONDAY = "2026-06-01T10:00+02:00"


def plan(spec: str) -> CallPlan:
    data = yaml.safe_load((SPECS / f"{spec}.yml").read_text())
    return compile_tenant(Tenant.model_validate(data), {}, Speech())


def board(blocks: dict[str, Any], **more: Any) -> CallPlan:
    """Compile blocks, of which the first is the entry; there are the users ann, bob and cid."""
    users = {name: {"name": name, "number": f"60010020{i}"} for i, name in enumerate(["ann", "bob", "cid"])}
    data = {
        "tenant": "small",
        "name": "Small",
        "main_numbers": {"primary": {"number": "222500010", "entry": next(iter(blocks))}},
        "users": users,
        "prompts": {"hello": {"text": "Hello"}, "again": {"text": "Again"}},
        "blocks": blocks | {"bye": {"type": "hangup"}},
    }
    return compile_tenant(Tenant.model_validate(data | more), {}, Speech())


def group(**settings: Any) -> dict[str, Any]:
    """Return a group block whose exits lead to the hang-up."""
    exits = dict.fromkeys(["timeout", "full", "no_members", "inactive"], "bye")
    return {"type": "group", "name": "G", "members": ["ann", "bob", "cid"], "exits": exits} | settings


def call(to: CallPlan, keys: str = "", at: str = MONDAY, dialled: str = "+48222500010", **more: Any) -> Walk:
    """Walk a call; phones are given as ``phones={"ann": Phone("busy", 0)}``."""
    phones: dict[str, Phone] = more.pop("phones", {})
    moment = datetime.fromisoformat(at)
    made = Call(dialled=dialled, at=moment, keys=parse_keys(keys), phones=phones, **more)
    return simulate(made, [to], durations=dict.fromkeys(to.prompt_names, 3.0))
