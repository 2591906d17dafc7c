"""Whoever adds a block type finds the places in docs/developing.md, and what is forgotten fails by name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
TOY = REPOSITORY / "tests" / "toy"
CONTRACT = ("tests/contract/test_block_types.py", "tests/contract/test_dialplan.py")
FAST = (*CONTRACT, "tests/unit/compile/test_golden_callplans.py", "tests/unit/compile/test_golden_cover.py")


class Copy:
    """A copy of the checkout, to which the toy is added step by step."""

    def __init__(self, root: Path) -> None:
        self.root = root
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY, capture_output=True, text=True, check=True,
        )  # fmt: skip
        for name in filter(None, listed.stdout.split("\0")):
            if not name.startswith("tests/toy/") and (REPOSITORY / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(REPOSITORY / name, root / name)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a module of Python in the copy."""
        environment = os.environ | {"PYTHONPATH": str(self.root)}
        command = [sys.executable, "-m", *words]
        return subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )

    def append(self, name: str, text: str) -> None:
        """Add a text to a file's end."""
        with (self.root / name).open("a", encoding="utf-8") as file:
            file.write(text)

    def replace(self, name: str, old: str, new: str) -> None:
        """Put another text in the place of one that stands there once."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (self.root / name).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("checkout"))


def test_a_new_block_type_needs_its_room_its_table_and_its_dialplan(copy: Copy) -> None:
    spec = str(TOY / "compiled_toy.yml")
    assert "unknown type `toy`" in copy.run("wcoctl", "validate", spec).stderr

    shutil.copytree(TOY / "room", copy.root / "wcoctl/blocks/toy")
    told = copy.run("wcoctl", "validate", spec).stderr
    assert "schemas/callplan.sql has no table `toy` (wcoctl/blocks/toy/rows.py)" in told

    copy.append("schemas/callplan.sql", (TOY / "table.sql").read_text(encoding="utf-8"))
    assert copy.run("wcoctl", "validate", spec).returncode == 0
    failed = copy.run("pytest", "-q", *CONTRACT)
    assert "no context of the dialplan walks a block of the type toy" in failed.stdout

    shutil.copy(TOY / "toy.conf", copy.root / "roles/asterisk/files/dialplan/toy.conf")
    shutil.copy(TOY / "settings.sql", copy.root / "roles/asterisk/files/sql/settings/toy.sql")
    variables = "roles/asterisk/vars/main.yml"
    copy.replace(variables, "  - phone_service\n  - record\n", "  - phone_service\n  - toy\n  - record\n")
    copy.replace(
        variables, "  phone_service: [phone_service]\n", "  phone_service: [phone_service]\n  toy: [toy]\n"
    )
    shutil.copy(spec, copy.root / "tests/specs/ok/compiled_toy.yml")
    for written in (("wcoctl", "schema", "--write"), ("tests.tools.variables",)):
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
