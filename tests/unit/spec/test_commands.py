"""The commands validate and schema."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from wcoctl.cli.schema import schema
from wcoctl.cli.validate import validate
from wcoctl.errors import UserError

ROOT = Path(__file__).parents[3]
SPECS = ROOT / "tests" / "specs"

app = typer.Typer()
app.command()(validate)
app.command()(schema)


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception:
        raise result.exception
    return result.stdout


def test_good_files_are_summed_up() -> None:
    assert run("validate", SPECS / "ok" / "minimal.yml") == "ok: 1 tenant, no problems\n"
    files = [SPECS / "ok" / "hostile.yml", SPECS / "ok" / "unquoted.yml"]
    with pytest.raises(UserError, match="is a main number of the tenant `hostile` already"):
        run("validate", *files)


def test_the_result_is_json_on_demand() -> None:
    assert json.loads(run("validate", "--json", SPECS / "ok" / "minimal.yml")) == {
        "tenants": 1,
        "problems": [],
    }


def test_all_problems_of_folders_and_files_come_together() -> None:
    with pytest.raises(UserError) as caught:
        run("validate", SPECS / "bad_sites" / "no_media_host", SPECS / "bad" / "entry_unknown.yml")
    assert [problem.file.name for problem in caught.value.problems] == ["entry_unknown.yml", "hosts.yml"]


def test_a_schema_is_printed() -> None:
    assert json.loads(run("schema", "hosts"))["title"] == "Hosts"


def test_drift_is_told_with_the_command_that_mends_it(tmp_path: Path) -> None:
    for folder in ("schemas", "docs"):
        (tmp_path / folder).mkdir()
    with pytest.raises(UserError, match="wcoctl schema --write"):
        run("schema", "--check", "--repository", tmp_path)
    assert run("schema", "--write", "--repository", tmp_path).count("wrote") == 5
    assert run("schema", "--check", "--repository", tmp_path) == ""
