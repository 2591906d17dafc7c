"""What differs between a tenant's rows on a node and those of the controller."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wco_callplan_store import Table, Tables


def compare(old: Tables, new: Tables, tables: dict[str, Table]) -> dict[str, Any]:
    """Difference of a tenant by block, and by table for what is of no block."""
    before, after = _by_block(old, tables), _by_block(new, tables)
    blocks = {
        block: "added" if block not in before else "removed" if block not in after else "changed"
        for block in sorted({*before, *after})
        if before.get(block) != after.get(block)
    }
    other = {}
    for name, table in tables.items():
        held, wanted = (
            {
                tuple(row[place] for place in table.key): row
                for row in rows.get(name, [])
                if not _block(table, row)
            }
            for rows in (old, new)
        )
        other[name] = sum(held.get(key) != wanted.get(key) for key in {*held, *wanted})
    return {"blocks": blocks, "other": {name: count for name, count in other.items() if count}}


def _by_block(content: Tables, tables: dict[str, Table]) -> dict[str, set[tuple[Any, ...]]]:
    blocks: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for name, rows in content.items():
        for row in rows:
            if block := _block(tables[name], row):
                blocks[block].add((name, *row))
    return blocks


def _block(table: Table, row: Sequence[Any]) -> str:
    """Block that a row is of; '' for none."""
    return str(row[table.columns.index("block")]) if "block" in table.columns else ""


def missing_lines(these: Tables, others: Tables) -> list[str]:
    """Rows of the first that the second has not."""
    first, second = (
        [f"{name} {json.dumps(row, ensure_ascii=False)}\n" for name in sorted(tables) for row in tables[name]]
        for tables in (these, others)
    )
    unwanted = set(second)
    return [line for line in first if line not in unwanted]
