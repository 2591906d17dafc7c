"""Forms made from models: every setting has its field, and what a form submits is the document that filled it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from pydantic import BaseModel

from wco_portal.forms.build import fields_of, help_of
from wco_portal.forms.field import Field, Kind
from wco_portal.forms.helps import HELP
from wco_portal.forms.labels import OPTIONS, label_of
from wco_portal.forms.read import read_form
from wco_portal.forms.show import Shown, shown_form
from wco_portal.forms.submitted import MOST_ROWS, ROWS, positions, rearranged
from wco_portal.screens.switchboard.collections import SETTINGS
from wcoctl.blocks.models import MODELS
from wcoctl.model import document as documents
from wcoctl.model.entries import ABSENT
from wcoctl.model.finding import Finding
from wcoctl.model.schedules import Schedule
from wcoctl.model.tenant import (
    BlocklistRule,
    InternalTarget,
    MainNumbers,
    NumberList,
    OccasionalAnnouncement,
    Prompt,
    Transfers,
)
from wcoctl.model.users import Contact, User
from wcoctl.workspace.directory import REPOSITORY

COLLECTIONS: Mapping[str, type[BaseModel]] = {
    "users": User,
    "contacts": Contact,
    "lists": NumberList,
    "occasional_announcements": OccasionalAnnouncement,
    "schedules": Schedule,
    "prompts": Prompt,
    "internal_numbers": InternalTarget,
}
SINGLES: Mapping[str, type[BaseModel]] = {"transfers": Transfers, "main_numbers": MainNumbers}
ALL = {**COLLECTIONS, **SINGLES, **MODELS, "blocklist": BlocklistRule}


def entries() -> Iterator[tuple[str, type[BaseModel], Any]]:
    """Yield every entry of the good specs with its model."""
    for file in sorted((REPOSITORY / "tests" / "specs" / "ok").glob("*.yml")):
        data = documents.read(file).data
        for collection, model in COLLECTIONS.items():
            for name, value in data.get(collection, {}).items():
                yield f"{file.stem}: {collection}.{name}", model, value
        for name, value in data["blocks"].items():
            yield f"{file.stem}: blocks.{name}", MODELS[value["type"]], value
        for name, model in SINGLES.items():
            if name in data:
                yield f"{file.stem}: {name}", model, data[name]
        for position, rule in enumerate(data.get("blocklist", [])):
            yield f"{file.stem}: blocklist[{position}]", BlocklistRule, rule


def submitted(shown: Sequence[Shown]) -> dict[str, list[str]]:
    """Return what a browser submits of a form that nobody touched."""
    found: dict[str, list[str]] = {}
    for one in shown:
        match one.field.kind:
            case Kind.SWITCH | Kind.OPTIONAL:
                if one.value:
                    found[one.path if one.field.kind == Kind.SWITCH else f"{one.path}.given"] = ["on"]
            case Kind.CHOICES:
                found[one.path] = one.value
            case Kind.MOMENT:
                found[f"{one.path}.day"], found[f"{one.path}.time"] = ([part] for part in one.value)
            case Kind.DAYS:
                found[f"{one.path}.first"], found[f"{one.path}.last"] = ([part] for part in one.value)
            case Kind.LIST:
                found |= {row.path: ["row"] for row in one.inner if row.inner}
            case Kind.GROUP | Kind.MAPPING | Kind.VARIANT | Kind.FIXED:
                pass
            case Kind.LONG | Kind.LINES:
                found[one.path] = [one.value.replace("\n", "\r\n")]
            case _:
                found[one.path] = [one.value]
        found |= submitted(one.inner)
    return found


@pytest.mark.parametrize(("name", "model", "value"), list(entries()))
def test_an_untouched_form_gives_the_entry_back(name: str, model: type[BaseModel], value: Any) -> None:
    fields = fields_of(model)
    shown, left = shown_form(fields, value, {})
    read = read_form(fields, submitted(shown), value)
    assert model.model_validate(read) == model.model_validate(value)
    assert left == {}
    # What is the default was left out; what was said of exits stays, since the rules ask whether it was said.
    assert set(read) <= set(value)
    assert set(read.get("exits", ())) == set(value.get("exits", ()))
    again, _ = shown_form(fields, read, {})
    assert read_form(fields, submitted(again), read) == read


def walk(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from walk(field.inner)
        for inner in field.variants.values():
            yield from walk(inner)


def all_fields() -> list[Field]:
    return [field for model in ALL.values() for field in walk(fields_of(model))]


def test_every_setting_and_choice_has_a_name_for_people() -> None:
    derived = {field.name for field in all_fields() if field.name and label_of(field.name) == field.name}
    assert derived == set()
    chosen = {
        one for field in all_fields() if field.kind in (Kind.CHOICE, Kind.CHOICES) for one in field.options
    }
    assert {one for one in chosen - OPTIONS.keys() if len(one) > 1} == set()


def test_translated_help_is_what_the_models_say() -> None:
    settings = [field for setting in SETTINGS.values() for field in walk(setting.fields())]
    said = {field.help for field in [*all_fields(), *settings]}
    assert [one for one in HELP if one not in said] == []
    assert help_of("Two\n  `lines`.") == "Two lines."


def test_kinds_follow_from_types() -> None:
    user = {field.name: field for field in fields_of(User)}
    assert [user[name].kind for name in ("name", "number", "email", "active", "rights", "presents")] == [
        "text", "phone", "email", "switch", "choices", "optional",
    ]  # fmt: skip
    assert (user["ring_seconds"].least, user["ring_seconds"].most, user["ring_seconds"].default) == (
        1,
        3600,
        25,
    )
    assert (user["direct_calls"].kind, user["direct_calls"].hangup) == (Kind.TARGET, False)
    group = {field.name: field for field in fields_of(MODELS["group"])}
    (member,) = group["members"].inner
    assert (member.kind, member.collection) == (Kind.REFERENCE, "users")
    assert {field.kind for field in group["exits"].inner} == {Kind.TARGET}
    menu = {field.name: field for field in fields_of(MODELS["menu"])}
    assert [part.kind for part in menu["keys"].inner] == [Kind.CHOICE, Kind.TARGET]


def test_foreign_and_hostile_names_are_not_read() -> None:
    hostile = {
        **{"name": ["Anna"], "number": ["+48501500500"], "type": ["x"], "__class__": ["x"], "admin": ["1"]},
        **{
            "forwarding.owner": ["x"],
            "rights": ["pick_up", "root"],
            "presents": ["on"],
            "ring_seconds": ["25"],
        },
    }
    assert read_form(fields_of(User), hostile) == {
        **{"name": "Anna", "number": "+48501500500", "active": False, "rights": ["pick_up"]},
    }
    rows = {f"members.{position}": ["anna"] for position in range(MOST_ROWS + 5)}
    rows |= {"members.99999": ["x"], "members.-1": ["x"], "members.²": ["x"]}
    assert len(read_form(fields_of(MODELS["group"]), rows)["members"]) == MOST_ROWS


def test_what_cannot_be_read_stays_as_it_was_typed() -> None:
    typed = {"name": [" Anna\0 "], "ring_seconds": ["long"], "active": ["on"], "forwarding.busy": ["12"]}
    read = read_form(fields_of(User), typed)
    assert read == {"name": "Anna", "ring_seconds": "long", "forwarding": {"busy": "12"}}
    finding = Finding(("forwarding", "busy"), "is not a phone number", "")
    whole = Finding((), "is odd", "")
    shown, left = shown_form(fields_of(User), read, {finding.place: finding, whole.place: whole})
    (busy,) = (one for field in shown for one in field.inner if one.path == "forwarding.busy")
    assert (busy.value, busy.mistakes, left) == ("12", [finding], {(): whole})


def test_a_key_that_is_there_twice_keeps_both_rows() -> None:
    typed = {"keys.0.key": ["1"], "keys.0.value": ["end"], "keys.1.key": ["1"], "keys.1.value": ["sales"]}
    assert read_form(fields_of(MODELS["menu"]), typed)["keys"] == {"1": "end", "1 (2)": "sales"}


def test_hours_are_read_as_people_write_them() -> None:
    typed = {
        "hours.0.key.first": ["mon"],
        "hours.0.key.last": ["fri"],
        "hours.0.value": ["8:00 - 12:00; 12:30–16:00"],
    }
    assert read_form(fields_of(Schedule), typed) == {"hours": {"mon-fri": ["08:00-12:00", "12:30-16:00"]}}


def test_days_stand_in_the_order_of_the_week() -> None:
    hours = {"sun": "10:00-12:00", "mon-fri": "08:00-16:00", "odd": "x"}
    shown, _ = shown_form(fields_of(Schedule), {"hours": hours}, {})
    assert [row.inner[0].value[0] for row in shown[0].inner] == ["odd", "mon", "sun", ""]


def test_rows_come_go_and_move() -> None:
    rules = {"rules.0.to": ["a"], "rules.2.to": ["b"], "rules.2": ["row"], "name": ["x"]}
    assert rearranged(rules) is None
    added = rearranged(rules | {ROWS: ["add rules"]})
    assert added
    assert positions(added, "rules") == [0, 2, 3]
    removed = rearranged(rules | {ROWS: ["remove rules.0"]})
    assert removed
    assert positions(removed, "rules") == [2]
    moved = rearranged(rules | {ROWS: ["up rules.2"]})
    assert moved
    assert (moved["rules.0.to"], moved["rules.2.to"], moved["rules.0"]) == (["b"], ["a"], ["row"])
    assert rearranged(rules | {ROWS: ["up rules.x"]}) == rules | {ROWS: ["up rules.x"]}


def test_what_is_fixed_comes_from_before() -> None:
    fields = fields_of(MODELS["hangup"])
    assert read_form(fields, {"type": ["menu"], "cause": ["busy"]}, {"type": "hangup"}) == {
        "type": "hangup",
        "cause": "busy",
    }
    assert read_form(fields, {"cause": ["normal"]}, ABSENT) == {}
