"""The workspace's git: a commit for each change that went live, by the person who made it."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from wcoctl.agent.queue import Change

__all__ = ["commit"]

_SECONDS = 20


def commit(root: Path, files: Sequence[str], change: Change) -> str:
    """Commit these files alone, if the folder is git's; return why that was impossible, empty when it was not."""
    try:
        if _git(root, "rev-parse", "--is-inside-work-tree").returncode:
            return ""
        _check(_git(root, "add", "--", *files))
        if not _git(root, "diff", "--cached", "--quiet", "--", *files).returncode:
            return ""
        author = {"GIT_AUTHOR_NAME": _name(change), "GIT_AUTHOR_EMAIL": change.address}
        message = change.reason.strip() or f"Portal: {change.tenant}"
        options = ("--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=whitespace", f"--message={message}")
        _check(_git(root, "commit", *options, "--only", "--", *files, **author))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return f"not committed to git: {error}"
    return ""


def _name(change: Change) -> str:
    """Return a name that git takes: it drops what it uses as delimiters."""
    return change.name if any(letter.isalnum() for letter in change.name) else change.author


def _git(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    fixed = {
        "GIT_COMMITTER_NAME": "wcoctl agent",
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


def _check(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        raise ValueError((done.stderr or done.stdout).strip()[-500:])
