"""Claims about the picture of a switchboard."""

import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.testing import CliRunner

from wcoctl.cli.graph import graph
from wcoctl.errors import UserError
from wcoctl.graph import draw, render_svg
from wcoctl.model.tenant import Tenant

SPECS = Path(__file__).parents[2] / "specs" / "ok"


def read(spec: str) -> Tenant:
    return Tenant.model_validate(yaml.safe_load((SPECS / f"{spec}.yml").read_text()))


def drawn(spec: str) -> tuple[str, set[tuple[str, str, str]]]:
    """Return all text of the SVG, and its edges as source, target and text."""
    root = ET.fromstring(render_svg(draw(read(spec))))  # noqa: S314
    tag = "{http://www.w3.org/2000/svg}"
    edges = set()
    for part in root.iter(f"{tag}g"):
        if part.get("class") == "edge":
            first, _, second = str(part.findtext(f"{tag}title")).partition("->")
            edges.add((first, second, " ".join(str(text.text).strip() for text in part.iter(f"{tag}text"))))
    return "\n".join(str(text.text) for text in root.iter(f"{tag}text")), edges


def test_every_block_and_every_exit_is_drawn() -> None:
    text, edges = drawn("compiled_office")
    for block in ["who_calls", "main_menu", "sales", "boss", "mobile", "closed", "bye", "refuse"]:
        assert block in text
    assert ("block main_menu", "block sales", "key 1") in edges
    assert ("block main_menu", "block main_menu", "key *") in edges
    assert ("block sales", "block mobile", "timeout full no members") in edges
    assert ("block sales", "sales to hangup", "end of call") in edges
    assert ("block who_calls", "block closed", "rule 2") in edges
    assert ("numbers of boss", "block boss", "") in edges


def test_every_node_names_its_type() -> None:
    text, _ = drawn("compiled_office")
    for kind in [
        "CONDITION",
        "MENU",
        "GROUP",
        "USER",
        "REDIRECT",
        "ANNOUNCEMENT",
        "HANGUP",
        "CALLS BEGIN HERE",
    ]:
        assert kind in text


def test_hostile_texts_stay_texts() -> None:
    text, _ = drawn("compiled_office")
    assert "Sprzedaż </TABLE> \\N" in text
    assert "Żółw & Syn {{ 7 * 7 }} $(id) ';--" in text


def test_the_settings_worth_knowing_stand_in_the_node() -> None:
    text, _ = drawn("compiled_office")
    for detail in [
        "4 members: anna, celina, bartek +1",
        "+48601200300",
        "office closed",
        "Biuro jest zamknięte.",
    ]:
        assert detail in text


def test_a_group_that_only_internal_numbers_reach_has_a_way_in() -> None:
    _, edges = drawn("compiled_internal")
    assert ("block menu", "block fair", "internal 33") in edges
    assert not any(target == "block all_at_once" and "internal" in text for _, target, text in edges)


def big(blocks: int) -> Tenant:
    exits = dict.fromkeys(["timeout", "full", "no_members", "inactive"], "sorry")
    groups: dict[str, Any] = {
        f"group_{i}": {"type": "group", "name": f"G {i}", "members": [], "exits": exits}
        for i in range(blocks)
    }
    rules = [{"anonymous": False, "to": name} for name in groups]
    entry = {"type": "condition", "rules": rules, "exits": {"otherwise": "sorry"}}
    sorry = {"type": "announcement", "prompt": "sorry", "exits": {"next": "hangup"}}
    numbers = [{"number": f"+4822250{i:04}"} for i in range(10, 30)]
    return Tenant.model_validate(
        {
            "tenant": "big",
            "name": "Big",
            "main_numbers": {"primary": {"number": "222500009", "entry": "entry"}, "additional": numbers},
            "prompts": {"sorry": {"text": "Sorry"}},
            "blocks": {"entry": entry, **groups, "sorry": sorry},
        }
    )


def test_a_block_that_many_ways_lead_to_gets_one_line_and_is_named_at_the_others() -> None:
    picture = str(draw(big(20)).source)
    assert picture.count('-> "block sorry"') == 1
    assert picture.count('"group_1 to sorry"') == 2  # the node and the edge to it
    few = str(draw(big(4)).source)
    assert few.count('-> "block sorry"') == 5


def test_many_main_numbers_are_counted() -> None:
    picture = str(draw(big(1)).source)
    assert "21 main numbers" in picture
    assert "+18 more" in picture


def run(*arguments: str) -> Any:
    app = typer.Typer()
    app.command()(graph)
    return CliRunner().invoke(app, [str(SPECS / "compiled_office.yml"), *arguments])


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    file = tmp_path / "office.svg"
    assert run("-o", str(file)).output.split() == ["wrote", str(file)]
    assert file.read_text().startswith("<?xml")


def test_the_command_prints_the_graph() -> None:
    assert run("--dot").output == draw(read("compiled_office")).source


def test_a_folder_that_does_not_exist_is_explained(tmp_path: Path) -> None:
    result = run("-o", str(tmp_path / "missing" / "office.svg"))
    assert isinstance(result.exception, UserError)
    assert "cannot be written: No such file or directory (name another file with -o)" in str(result.exception)


def test_a_missing_graphviz_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shutil.which("dot"), "install Graphviz: apt install graphviz"
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UserError, match="apt install graphviz"):
        render_svg(draw(big(1)))
