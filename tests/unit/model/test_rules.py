"""Rules on the graph at the size of the contract, and what they cost."""

import runpy
from pathlib import Path

import yaml

from wcoctl.model.load import load_tenant
from wcoctl.model.rules import check_tenant, names_of
from wcoctl.model.tenant import Tenant

ROOT = Path(__file__).parents[3]
FULL = ROOT / "inventories" / "cluster" / "tenants" / "full.yml"
TOOL = runpy.run_path(str(ROOT / "tests" / "tools" / "full_tenant.py"))


class _PlainLoader(yaml.CSafeLoader):
    """The C loader with dates left as text, as the models want them."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def test_the_full_tenant_is_what_its_tool_writes() -> None:
    assert FULL.read_text() == TOOL["text"]()


def test_the_full_tenant_has_the_full_size() -> None:
    tenant = load_tenant(FULL).model
    assert 1 + len(tenant.main_numbers.additional) == 251
    assert (len(tenant.users), len(tenant.blocks)) == (500, 60)


def test_a_chain_of_blocks_costs_what_it_is_long() -> None:
    """Depth is no limit: a menu under a menu, two thousand times, and not one recursion."""
    tenant = Tenant.model_validate(
        TOOL["full_tenant"]() | {"blocks": _chain(2000), "schedules": {}, "lists": {}}
    )
    findings = check_tenant(tenant, names_of(tenant))
    assert {finding.place[0] for finding in findings} <= {"prompts", "main_numbers", "internal_numbers"}


def _chain(length: int) -> dict[str, object]:
    blocks: dict[str, object] = {
        f"b{number}": {"type": "announcement", "prompt": "unavailable", "exits": {"next": f"b{number + 1}"}}
        for number in range(length)
    }
    return {**blocks, f"b{length}": {"type": "hangup"}}
