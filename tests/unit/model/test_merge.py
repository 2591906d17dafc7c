"""Two sides of one tenant document: nothing of either is lost, and what cannot be both is a clash."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wcoctl.model.entries import ABSENT, entries, same
from wcoctl.model.merge import Merged, merge

_PATIENTLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_NAMES = st.sampled_from(["anna", "beata", "celina"])
_NUMBERS = st.sampled_from(["+48221001000", "+48221001001", "+48221001002"])
_VALUES = st.sampled_from(
    [0, 1, True, None, "x", [1], [True], {"type": "hangup"}, {"type": "hangup", "next": 1}]
)
_FURTHER = st.lists(st.fixed_dictionaries({"number": _NUMBERS, "entry": _NAMES}), max_size=3)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "name": _VALUES,
        "contract": _VALUES,
        "blocklist": _VALUES,
        "users": st.dictionaries(_NAMES, _VALUES) | st.none(),
        "contacts": st.dictionaries(_NAMES, _VALUES),
        "blocks": st.dictionaries(_NAMES, _VALUES) | _VALUES,
        "main_numbers": st.fixed_dictionaries({}, optional={"primary": _VALUES, "additional": _FURTHER})
        | _VALUES,
    },
).map(lambda document: json.loads(json.dumps(document)))  # no part of it is another one, too


def _entries(document: dict[str, Any]) -> dict[Any, Any]:
    return dict(entries(document))


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    mine, theirs = _entries(one), _entries(other)
    return mine.keys() == theirs.keys() and all(same(mine[place], theirs[place]) for place in mine)


@_PATIENTLY
@given(DOCUMENTS, DOCUMENTS)
def test_who_has_changed_nothing_changes_nothing(base: dict[str, Any], ours: dict[str, Any]) -> None:
    assert merge(base, ours, base) == Merged(ours, [])


@_PATIENTLY
@given(DOCUMENTS, DOCUMENTS)
def test_the_only_change_comes_whole(base: dict[str, Any], theirs: dict[str, Any]) -> None:
    merged = merge(base, base, theirs)
    assert not merged.clashes
    assert _alike(merged.document, theirs)


@_PATIENTLY
@given(DOCUMENTS, DOCUMENTS)
def test_the_same_change_on_both_sides_is_no_clash(base: dict[str, Any], both: dict[str, Any]) -> None:
    assert merge(base, both, both) == Merged(both, [])


@_PATIENTLY
@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_every_entry_is_of_the_side_that_changed_it(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    given_ones = deepcopy((base, ours, theirs))
    merged = merge(base, ours, theirs)
    assert (base, ours, theirs) == given_ones
    if merged.clashes:
        return
    sides = [_entries(document) for document in (base, ours, theirs)]
    result = _entries(merged.document)
    for place in {place for side in (*sides, result) for place in side}:
        was, mine, new = (side.get(place, ABSENT) for side in sides)
        assert same(result.get(place, ABSENT), mine if same(was, new) else new)


@_PATIENTLY
@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_a_clash_is_what_both_changed_otherwise(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    for clash in merge(base, ours, theirs).clashes:
        assert not same(clash.base, clash.theirs)
        assert not same(clash.ours, clash.theirs)
    again = merge(base, theirs, ours)
    assert bool(again.clashes) == bool(merge(base, ours, theirs).clashes)


def test_deleted_here_and_changed_there_is_a_clash() -> None:
    base, changed = {"blocks": {"menu": 1, "end": 2}}, {"blocks": {"menu": 3, "end": 2}}
    merged = merge(base, {"blocks": {"end": 2}}, changed)
    (clash,) = merged.clashes
    assert (clash.place, clash.base, clash.ours, clash.theirs) == (("blocks", "menu"), 1, ABSENT, 3)
    assert merged.document == {"blocks": {"end": 2}}


def test_the_operators_order_stays() -> None:
    base = {
        "users": {"zoe": 1, "adam": 1},
        "main_numbers": {"additional": [{"number": "2"}, {"number": "1"}]},
    }
    theirs = {
        "main_numbers": {"additional": [{"number": "1", "entry": "x"}, {"number": "2"}]},
        "users": {"adam": 1, "bea": 1, "zoe": 2},
    }
    merged = merge(base, base, theirs).document
    assert list(merged["users"].items()) == [("zoe", 2), ("adam", 1), ("bea", 1)]
    assert merged["main_numbers"]["additional"] == [{"number": "2"}, {"number": "1", "entry": "x"}]
