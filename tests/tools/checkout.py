"""Copies of the checkout, for what changes the code to see whether a test notices."""

import shutil
import subprocess
from pathlib import Path

__all__ = ["copy_checkout"]

REPOSITORY = Path(__file__).parents[2]


def copy_checkout(root: Path, without: str = "/") -> None:
    """Copy what git knows or would be asked to add, but for a folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if not name.startswith(without) and (REPOSITORY / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, root / name)
