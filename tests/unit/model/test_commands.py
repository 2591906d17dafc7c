"""The commands validate and schema."""

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from wcoctl.cli.graph import graph
from wcoctl.cli.schema import schema
from wcoctl.cli.simulate import simulate
from wcoctl.cli.validate import validate
from wcoctl.errors import UserError

ROOT = Path(__file__).parents[3]
SPECS = ROOT / "tests" / "specs"

app = typer.Typer()
app.command()(validate)
app.command()(schema)
app.command()(graph)
app.command()(simulate)


def run(*arguments: object, stdin: str | None = None) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    if result.exception:
        raise result.exception
    return result.stdout


def test_good_files_are_summed_up() -> None:
    assert run("validate", SPECS / "ok" / "minimal.yml") == "ok: 1 tenant, no problems\n"
    files = [SPECS / "ok" / "hostile.yml", SPECS / "ok" / "unquoted.yml"]
    with pytest.raises(UserError, match="is a main number of the tenant `hostile` already"):
        run("validate", *files)


def test_a_site_is_meant_by_its_own_file_too() -> None:
    site = ROOT / "inventories" / "standalone"
    assert run("validate", site / "site.yml") == run("validate", site) == "ok: 1 tenant, no problems\n"


@pytest.mark.parametrize("folder", [None, "tenants", "tenant"])
def test_a_site_without_companies_is_told(folder: str | None, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "wcoctl" / "model" / "examples" / "site", tmp_path / "warsaw")
    if folder:
        (tmp_path / "warsaw" / folder).mkdir()
    found = json.loads(run("validate", "--json", tmp_path / "warsaw"))
    (note,) = found["notes"]
    assert note["file"] == str(tmp_path / "warsaw" / "tenants")
    assert note["message"] == "has no company files, so nobody is served"


def test_the_result_is_json_on_demand() -> None:
    assert json.loads(run("validate", "--json", SPECS / "ok" / "minimal.yml")) == {
        "tenants": 1,
        "problems": [],
        "notes": [],
    }


def test_a_tenant_is_read_from_standard_input() -> None:
    text = (SPECS / "ok" / "minimal.yml").read_text()
    assert run("validate", "-", stdin=text) == "ok: 1 tenant, no problems\n"
    assert run("graph", "--dot", "-", stdin=text).startswith("digraph")
    assert "calls +48" in run("simulate", "-", stdin=text)
    with pytest.raises(UserError) as caught:
        run("validate", "-", stdin=text.replace("entry: end", "entry: nowhere"))
    (problem,) = caught.value.problems
    assert str(problem).startswith("-:8 main_numbers.primary.entry: leads to the unknown block `nowhere`")


def test_a_note_is_told_beside_the_result(tmp_path: Path) -> None:
    text = (SPECS / "ok" / "minimal.yml").read_text()
    file = tmp_path / "minimal.yml"
    file.write_text(text + "contract: { minute_bundles: { redirect_used_up: refuse } }\n")
    line = len(text.splitlines()) + 1
    told = "has no effect without `redirect_minutes`"
    result = CliRunner().invoke(app, ["validate", str(file)])
    assert (result.exit_code, result.stdout) == (0, "ok: 1 tenant, no problems\n")
    path = "contract.minute_bundles.redirect_used_up"
    assert result.stderr.startswith(f"note: {file}:{line} {path}: {told} (add `redirect_minutes`")
    (note,) = json.loads(run("validate", "--json", file))["notes"]
    assert (note["file"], note["line"], note["path"], note["message"]) == (str(file), line, path, told)
    with pytest.raises(UserError) as caught:
        run("validate", file, SPECS / "bad" / "entry_unknown.yml")
    assert caught.value.result == {"notes": [note]}


def test_all_problems_of_folders_and_files_come_together() -> None:
    with pytest.raises(UserError) as caught:
        run("validate", SPECS / "bad_sites" / "no_media_host", SPECS / "bad" / "entry_unknown.yml")
    assert [problem.file.name for problem in caught.value.problems] == ["entry_unknown.yml", "hosts.yml"]


def test_a_company_in_two_files_is_told_and_others_are_compared_with_it_all_the_same(tmp_path: Path) -> None:
    text = (SPECS / "ok" / "minimal.yml").read_text()
    files = [tmp_path / name for name in ("one/minimal.yml", "two/minimal.yml", "later.yml", "zeta.yml")]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text.replace("tenant: minimal", f"tenant: {file.stem}"))
    with pytest.raises(UserError) as caught:
        run("validate", *files)
    taken = "+48221001000 is a main number of the tenant `later` already"
    assert [(problem.file, problem.message) for problem in caught.value.problems] == [
        (files[0], taken),
        (files[1], f"`minimal` is already the tenant of {files[0]}"),
        (files[3], taken),
    ]
    assert caught.value.problems[1].hint == "give it another identifier, or delete one file"
    assert (caught.value.problems[1].line, caught.value.problems[1].path) == (1, "tenant")


def test_a_schema_is_printed() -> None:
    assert json.loads(run("schema", "hosts"))["title"] == "Hosts"


def test_drift_is_told_with_the_command_that_mends_it(tmp_path: Path) -> None:
    for folder in ("schemas", "docs"):
        (tmp_path / folder).mkdir()
    with pytest.raises(UserError, match="wcoctl schema --write"):
        run("schema", "--check", "--repository", tmp_path)
    assert run("schema", "--write", "--repository", tmp_path).count("wrote") == 6
    assert run("schema", "--check", "--repository", tmp_path) == ""
