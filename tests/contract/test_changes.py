"""What the next version changes: each a file in changes/, which a release moves into CHANGELOG.md."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
KINDS = ("security", "changed", "added", "fixed")
"""In the order in which operators should read them."""


def test_every_change_says_of_which_kind_it_is() -> None:
    names = {path.name for path in (REPOSITORY / "changes").iterdir()} - {"README.md"}
    kinds = "|".join(KINDS)
    assert [name for name in names if not re.fullmatch(rf"(\d+|\+[\w-]+)\.({kinds})(\.\d+)?\.md", name)] == []


def test_a_release_moves_them_into_the_changelog(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    shutil.copytree(REPOSITORY / "changes", tmp_path / "changes")
    for kind in reversed(KINDS):
        (tmp_path / "changes" / f"+example.{kind}.md").write_text(
            f"An example of {kind}.\n", encoding="utf-8"
        )
    build = [
        sys.executable,
        "-m",
        "towncrier",
        "build",
        "--yes",
        "--version",
        "99.0.0",
        "--date",
        "2099-12-31",
    ]
    done = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

    former = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    written = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    new, _, rest = written.partition("## 99.0.0 (2099-12-31)")[2].partition("\n## ")
    assert [line for line in new.splitlines() if "An example" in line] == [
        f"- An example of {kind}." for kind in KINDS
    ]
    assert former.endswith(rest)
    assert rest
    assert [path.name for path in (tmp_path / "changes").iterdir()] == ["README.md"]
