"""The workspace's git: a commit for each change of a company's file that a program has made."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["Author", "commit"]

_SECONDS = 20


class Author(NamedTuple):
    """Whose change it is."""

    name: str
    address: str


def commit(root: Path, files: Sequence[str], message: str, author: Author) -> str:
    """Commit these files alone, if the folder is git's; return why that was impossible, empty when it was not."""
    try:
        if _git(root, "rev-parse", "--is-inside-work-tree").returncode:
            return ""
        tracked = _check(_git(root, "ls-files", "-z", "--", *files)).split("\0")
        changed = [file for file in files if file in tracked or (root / file).exists()]
        if not changed:
            return ""
        _check(_git(root, "add", "--all", "--", *changed))
        if not _git(root, "diff", "--cached", "--quiet", "--", *changed).returncode:
            return ""
        who = {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.address}
        options = ("--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=whitespace", f"--message={message}")
        _check(_git(root, "commit", *options, "--only", "--", *changed, **who))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return f"not committed to git: {error}"
    return ""


def _git(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    fixed = {
        "GIT_COMMITTER_NAME": "wcoctl",
        "GIT_COMMITTER_EMAIL": f"wcoctl@{os.uname().nodename}",
        "GIT_LITERAL_PATHSPECS": "1",
    }
    return subprocess.run(
        ["git", "-C", str(root), *arguments],
        env=os.environ | fixed | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )


def _check(done: subprocess.CompletedProcess[str]) -> str:
    if done.returncode:
        raise ValueError((done.stderr or done.stdout).strip()[-500:])
    return done.stdout
