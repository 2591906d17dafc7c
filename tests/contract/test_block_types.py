"""Each block type has a room with all that a type needs, and both engines agree on what feature codes do."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
import yaml

from tests.tools.queries import SETTINGS, plain
from wcoctl.blocks.feature_codes.actions import ACTIONS, CODES
from wcoctl.blocks.models import MODELS
from wcoctl.blocks.registry import TYPES, example, part
from wcoctl.compile.rows import TABLES
from wcoctl.model.users import Right

REPOSITORY = Path(__file__).parents[2]
DIALPLAN = REPOSITORY / "roles" / "asterisk" / "files"
DESK = ("model", "rows", "walk", "draw")


def test_every_folder_is_a_type() -> None:
    folders = {folder.name for folder in (REPOSITORY / "wcoctl" / "blocks").glob("[a-z]*/")}
    assert folders == set(TYPES) == set(MODELS)


@pytest.mark.parametrize("type_", TYPES)
def test_a_type_lacks_nothing(type_: str) -> None:
    assert next(iter(yaml.safe_load(example(type_)).values()))["type"] == type_
    for module, name in (("rows", "rows"), ("walk", "walk"), ("draw", "details")):
        assert isinstance(part(type_, module, name), Callable)  # type: ignore[arg-type]
    shape, colour = part(type_, "draw", "SHAPE")
    assert shape
    assert re.fullmatch("#[0-9a-f]{6}", colour)
    assert part(type_, "rows", "TABLES").items() <= TABLES.items()
    contexts = "".join(file.read_text(encoding="utf-8") for file in (DIALPLAN / "dialplan").glob("*.conf"))
    assert f"[wco_{type_}]" in contexts, f"no context of the dialplan walks a block of the type {type_}"
    told = {served for types in SETTINGS.values() for served in types}
    assert type_ in told, f"no query in roles/asterisk/files/sql tells the settings of {type_}"


@pytest.mark.parametrize("module", DESK)
def test_what_is_missing_is_named(module: str) -> None:
    with pytest.raises(
        LookupError, match=f"the block type nonsense lacks wcoctl/blocks/nonsense/{module}.py"
    ):
        part("nonsense", module, "rows")
    with pytest.raises(LookupError, match=f"wcoctl/blocks/menu/{module}.py lacks `nonsense`"):
        part("menu", module, "nonsense")


def test_every_phone_code_needs_the_same_right_and_sets_the_same_switch_in_both_engines() -> None:
    query = plain("feature_code")
    asked = {found[0]: found[1:] for found in re.findall(r"\('(\w+)', '(\w+)', '(\w*)', '(\w*)'\)", query)}
    assert asked == CODES
    assert set(CODES) == set(ACTIONS)
    assert {code.right for code in CODES.values()} == set(get_args(Right))
    contexts = "".join(file.read_text(encoding="utf-8") for file in (DIALPLAN / "dialplan").glob("*.conf"))
    own = [action for action, code in CODES.items() if not code.kind]
    assert [action for action in own if f"[wco_feature_{action}]" not in contexts] == []
