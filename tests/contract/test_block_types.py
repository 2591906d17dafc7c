"""What has an entry for each block type has one for each; branches are mypy's business (exhaustive-match)."""

import re
from pathlib import Path
from typing import get_args

from wcoctl.graph.draw import SHAPES
from wcoctl.simulate.engine import BLOCKS
from wcoctl.simulate.services import RIGHTS, SWITCHES
from wcoctl.spec.blocks import BLOCK_TYPES
from wcoctl.spec.blocks.phone_service import ServiceAction
from wcoctl.spec.users import Right

DIALPLAN = Path(__file__).parents[2] / "roles" / "asterisk" / "files"


def test_every_block_type_is_drawn_and_walked() -> None:
    assert set(SHAPES) == set(BLOCK_TYPES)
    assert set(BLOCKS) | {"hangup"} == set(BLOCK_TYPES)


def test_every_phone_code_needs_the_same_right_and_sets_the_same_switch_in_both_engines() -> None:
    known = {
        action
        for kind in get_args(get_args(ServiceAction)[0])
        for action in get_args(kind.model_fields["action"].annotation)
    }
    query = (DIALPLAN / "sql" / "service_code.sql").read_text(encoding="utf-8")
    asked = {found[0]: found[1:] for found in re.findall(r"\('(\w+)', '(\w+)', '(\w*)', '(\w*)'\)", query)}
    needed = {action: right for right, actions in RIGHTS.items() for action in actions}
    assert set(RIGHTS) == set(get_args(Right))
    assert set(needed) == set(asked) == known
    # The number of a redirect is dialled after its code; the others set no switch, and have a context of their own.
    switches = SWITCHES | {"redirect_on": ("redirect", "")}
    assert asked == {action: (right, *switches.get(action, ("", ""))) for action, right in needed.items()}
    contexts = "".join(file.read_text(encoding="utf-8") for file in (DIALPLAN / "dialplan").glob("*.conf"))
    assert [action for action in known - switches.keys() if f"[wco_service_{action}]" not in contexts] == []
