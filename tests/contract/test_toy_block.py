"""Whoever adds a block type finds the places in docs/developing.md, and what is forgotten fails by name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.checkout import copy_checkout

REPOSITORY = Path(__file__).parents[2]
TOY = REPOSITORY / "tests" / "toy"
CONTRACT = ("tests/contract/test_block_types.py", "tests/contract/test_dialplan.py")
FAST = (
    *CONTRACT,
    "tests/contract/test_scenarios.py",
    "tests/unit/compile/test_call_plan_schema.py",
    "tests/unit/compile/test_golden_callplans.py",
    "tests/unit/compile/test_golden_cover.py",
)
WRITTEN = ("docs/spec.md", "docs/dialplan.md", "schemas/callplan.sql", "schemas/tenant.schema.json")


class Copy:
    """A copy of the checkout, to which the toy is added step by step."""

    def __init__(self, root: Path) -> None:
        self.root = root
        copy_checkout(root, without="tests/toy/")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a module of Python in the copy."""
        environment = os.environ | {"PYTHONPATH": str(self.root)}
        command = [sys.executable, "-m", *words]
        return subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("checkout"))


def test_a_new_block_type_needs_its_room_its_table_and_its_dialplan(copy: Copy) -> None:
    spec = str(TOY / "compiled_toy.yml")
    assert "unknown type `toy`" in copy.run("wcoctl", "validate", spec).stderr

    shutil.copytree(TOY / "room", copy.root / "wcoctl/blocks/toy")
    told = copy.run("wcoctl", "validate", spec).stderr
    assert "wcoctl/blocks/toy/tables.sql has no table `toy` (wcoctl/blocks/toy/rows.py)" in told

    shutil.copy(TOY / "tables.sql", copy.root / "wcoctl/blocks/toy/tables.sql")
    assert copy.run("wcoctl", "validate", spec).returncode == 0
    failed = copy.run("pytest", "-q", *CONTRACT)
    assert "no context of the dialplan walks a block of the type toy" in failed.stdout

    shutil.copy(TOY / "toy.conf", copy.root / "roles/asterisk/files/dialplan/toy.conf")
    failed = copy.run("pytest", "-q", CONTRACT[0])
    assert "no query in roles/asterisk/files/sql tells the settings of toy" in failed.stdout

    shutil.copy(TOY / "toy.sql", copy.root / "roles/asterisk/files/sql/toy.sql")
    shutil.copy(spec, copy.root / "tests/specs/ok/compiled_toy.yml")
    for written in (("wcoctl", "schema", "--write"), ("tests.tools.variables",), ("tests.tools.bundles",)):
        assert copy.run(*written).returncode == 0
    assert copy.run("tests.unit.compile.test_golden_callplans").returncode == 0
    passed = copy.run("pytest", "-q", *FAST)
    assert passed.returncode == 0, passed.stdout


def test_all_readers_of_a_spec_know_it(copy: Copy) -> None:
    spec = str(TOY / "compiled_toy.yml")
    walked = copy.run("wcoctl", "simulate", spec).stdout
    assert "moment" in walked
    assert "the caller has waited for 3 s" in walked
    assert "3 s" in copy.run("wcoctl", "graph", "--dot", spec).stdout
    assert "## toy" in (copy.root / "docs" / "spec.md").read_text(encoding="utf-8")


def test_an_existing_type_is_named_in_few_files() -> None:
    """Its room, its dialplan and queries, where its answers are kept, the documents; not what programs write."""
    others = ("tests", "molecule", *WRITTEN)
    command = ["git", "grep", "-il", "survey", "--", ".", *(f":!{name}" for name in others)]
    named = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    files = named.stdout.splitlines()
    assert "wcoctl/blocks/survey/model.py" in files
    assert len(files) <= 21, files
