"""Every pattern of the specs has words: what does not fit, and what to write."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from wcoctl.model.schema import MODELS, schema_text
from wcoctl.model.wording import words_of


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        yield from schema.get("patternProperties", {})
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from patterns(part)


@pytest.mark.parametrize("model", MODELS)
def test_every_pattern_has_words(model: str) -> None:
    found = set(patterns(json.loads(schema_text(model))))
    assert found
    assert all(all(words_of(pattern)) for pattern in found)
