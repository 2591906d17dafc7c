"""A file that gets other data: it says what it should, and what did not change stays as people wrote it."""

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from wcoctl.errors import UserError
from wcoctl.model.document import parse
from wcoctl.workspace.rewriting import as_yaml, rewritten

TEXT = """\
---
# Acme's switchboard.
tenant: acme
name: Acme   # since 2019

main_numbers:
  primary: { number: "+48 22 100 10 00", entry: end }
  additional:
    # the shop
    - number: +48221001001
      entry: end   # closed on Mondays
    - number: "+48221001002"

users:
  # the boss
  anna: { name: Anna, number: "+48601100201" }
  # her brother
  bea:
    name: Bea    # Beata
    number: '+48601100202'
    # after hours
    redirect: no
  celina: { name: Celina, number: "+48601100203" }
prompts:
  closed:
    text: >-
      Zapraszamy
      # jutro

# all blocks
blocks:
  end:
    type: hangup
# the end
"""


def _data(text: str) -> dict[str, Any]:
    document = parse(text)
    assert not document.findings
    return document.data


def _changed(change: str) -> tuple[str, list[str], list[str]]:
    """Return the text after a change to the data, the lines that are gone, and those that are new."""
    data = _data(TEXT)
    exec(change, {}, data)  # noqa: S102
    text = rewritten(TEXT, data)
    assert _data(text) == data
    before, after = TEXT.splitlines(), text.splitlines()
    return (
        text,
        [line for line in before if line not in after],
        [line for line in after if line not in before],
    )


@pytest.mark.parametrize(
    ("change", "gone", "new"),
    [
        ("name = 'Acme'", [], []),
        ("name = 'Acme 2'", ["name: Acme   # since 2019"], ["name: Acme 2   # since 2019"]),
        ("users['bea']['name'] = 'no'", ["    name: Bea    # Beata"], ['    name: "no"    # Beata']),
        ("del users['bea']['name']", ["    name: Bea    # Beata"], []),
        ("users['bea']['email'] = 'b@example.com'", [], ["    email: b@example.com"]),
        (
            "users['anna']['email'] = 'a@example.com'",
            ['  anna: { name: Anna, number: "+48601100201" }'],
            ['  anna: {name: Anna, number: "+48601100201", email: a@example.com}'],
        ),
        ("del users['anna']", ['  anna: { name: Anna, number: "+48601100201" }'], []),
        ("del users['celina']", ['  celina: { name: Celina, number: "+48601100203" }'], []),
        (
            "users['dora'] = {'number': '+48601100204', 'name': 'Dora'}",
            [],
            ["  dora:", "    name: Dora", '    number: "+48601100204"'],
        ),
        (
            "prompts['closed']['text'] = 'a b'",
            ["    text: >-", "      Zapraszamy", "      # jutro"],
            ["    text: a b"],
        ),
        (
            "prompts['closed']['text'] = 'a\\nb'",
            ["    text: >-", "      Zapraszamy", "      # jutro"],
            ["    text: |-", "        a", "        b"],
        ),
        (
            "main_numbers['additional'][0]['entry'] = 'menu'",
            ["      entry: end   # closed on Mondays"],
            ["      entry: menu   # closed on Mondays"],
        ),
        ("main_numbers['additional'][1]['entry'] = 'end'", [], ["      entry: end"]),
        (
            "main_numbers['additional'].append({'number': '+48221001003'})",
            [],
            ['    - number: "+48221001003"'],
        ),
        ("del main_numbers['additional'][1]", ['    - number: "+48221001002"'], []),
        ("transfers = {'enabled': False}", [], ["transfers:", "  enabled: false"]),
        (
            "blocks['end'] = {'exits': {'next': 'hangup'}, 'type': 'announcement'}",
            ["    type: hangup"],
            ["    type: announcement", "    exits:", "      next: hangup"],
        ),
        (
            "blocks['end'] = {'members': ['anna']}",
            ["    type: hangup"],
            ["    members:", "      - anna"],
        ),
    ],
)
def test_only_what_changed_has_other_lines(change: str, gone: list[str], new: list[str]) -> None:
    text, lost, found = _changed(change)
    assert (lost, found) == (gone, new)
    comments = re.findall("# .*", TEXT)
    left = re.findall("# .*", text)
    assert [each for each in comments if each not in left] == [
        line.partition("# ")[1] + line.partition("# ")[2] for line in gone if "# " in line and not new
    ] + ["# jutro"] * (gone[-1:] == ["      # jutro"])


def test_a_file_in_one_line_is_written_anew() -> None:
    assert _data(rewritten(json.dumps({"a": 1, "b": {"c": [1]}}), {"a": 2})) == {"a": 2}


def test_what_is_not_yaml_is_refused() -> None:
    with pytest.raises(UserError, match="not valid YAML"):
        rewritten("a: [", {"a": 1})


_PATIENTLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_WORDS = st.sampled_from(
    ["a", "no", "true", "null", "", "~", "012", "08:00", "+48221001000", "1.5", "2026-12-24", "# x", "a: b", "- a", "ó|ż",
     "a\nb", "a\n\n  b\n", " a ", "'", '"', "{", "*a", "x #y", "=", "\u2028", "a\\b", "\t"]
)  # fmt: skip
_KEYS = _WORDS.filter(lambda word: "\n" not in word)
_SCALARS = _WORDS | st.integers(-5, 10**6) | st.booleans() | st.none()
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)
_DOCUMENTS = st.dictionaries(_KEYS, _VALUES, min_size=1, max_size=4)


@_PATIENTLY
@given(_DOCUMENTS)
def test_what_is_written_is_read_again(data: dict[str, Any]) -> None:
    assert _data(as_yaml(data)) == data


@_PATIENTLY
@given(_DOCUMENTS, _DOCUMENTS, st.booleans(), st.sampled_from([2, 4]))
def test_the_file_says_what_it_should(
    data: dict[str, Any], wanted: dict[str, Any], flow: bool, indent: int
) -> None:
    text = yaml.safe_dump(
        data, allow_unicode=True, sort_keys=False, indent=indent, default_flow_style=flow or None
    )
    try:
        assume(not parse(text).findings)
    except UserError:
        assume(False)
    assert _data(rewritten(text, wanted)) == wanted
    some = {**parse(text).data, **wanted}
    assert _data(rewritten(text, some)) == some
