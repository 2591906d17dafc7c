"""Validate and compile the full-size tenant, beside reading its YAML and filling the models alone."""

from collections.abc import Iterator

import yaml

from tests.bench.figure import Figure, median_seconds
from wcoctl.compile.callplan import compile_tenant
from wcoctl.model.load import load_tenant
from wcoctl.model.numbers import normalise
from wcoctl.model.site import Speech
from wcoctl.model.tenant import Tenant
from wcoctl.workspace.directory import REPOSITORY

__all__ = ["measure"]

FULL = REPOSITORY / "inventories" / "cluster" / "tenants" / "full.yml"
ROUNDS = 9


def measure() -> Iterator[Figure]:
    """Yield the figure; both sides parse every phone number anew, as a fresh process does."""

    def floor() -> None:
        normalise.cache_clear()
        Tenant.model_validate(yaml.load(FULL.read_bytes(), Loader=yaml.CSafeLoader))

    def ours() -> None:
        normalise.cache_clear()
        loaded = load_tenant(FULL)
        wavs = {name: wav.sha256 for name, wav in loaded.wavs.items()}
        compile_tenant(loaded.model, wavs, Speech()).digest  # noqa: B018 (computed on demand)

    floor_time, our_time = median_seconds([floor, ours], ROUNDS)
    yield Figure(
        "compile", our_time, floor_time, 1.5, "s", "validate + compile / C YAML + pydantic, full-size tenant"
    )
