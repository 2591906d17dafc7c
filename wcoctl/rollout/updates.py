"""Which newer packages the hosts know of: reported next to what a site holds, never a failure."""

import json
from collections.abc import Iterator
from typing import Any

import yaml

from wcoctl.rollout.runner import Run, Watcher, run_playbook
from wcoctl.rollout.session import Session
from wcoctl.workspace.directory import REPOSITORY

__all__ = ["known_updates", "pinned_asterisk"]

_ROLE = REPOSITORY / "roles" / "asterisk_packages" / "defaults" / "main.yml"
_MANY = 5
_SCRIPT = "ansible.builtin.script"


def pinned_asterisk() -> str:
    """Return the version of Debian's source package that is built."""
    return str(yaml.safe_load(_ROLE.read_text(encoding="utf-8"))["asterisk_packages_version"])


def known_updates(session: Session, watcher: Watcher) -> dict[str, list[str]]:
    """Ask the hosts; return by host what somebody should know."""
    run = run_playbook(session.site, "updates", watcher=watcher, keep=[_SCRIPT], without=session.without)
    return {host: list(_notes(known, session.site.argument)) for host, known in sorted(_answers(run).items())}


def _answers(run: Run) -> dict[str, dict[str, Any]]:
    answers = {}
    for host, result in run.results_of(_SCRIPT).items():
        try:
            answers[host] = json.loads(result.get("stdout", ""))
        except ValueError:
            answers[host] = {"unknown": "the host did not say"}
    failed = {check.host for check in run.checks if check.reason} | {failure.host for failure in run.failures}
    return answers | {host: {"unknown": "the host did not say"} for host in failed}


def _notes(known: dict[str, Any], site: str) -> Iterator[str]:
    if "unknown" in known:
        yield f"whether security updates are pending is not known: {known['unknown']}"
    if security := known.get("security"):
        names = ", ".join(security[:_MANY]) + (", ..." if len(security) > _MANY else "")
        noun = "security update is pending" if len(security) == 1 else "security updates are pending"
        yield f"{len(security)} {noun}: {names} (apt-get upgrade, or security_updates: automatic in site.yml)"
    if newer := known.get("built"):
        yield (
            f"Asterisk {newer} is built, and not installed yet"
            f" (wcoctl upgrade asterisk {site}, before any apt-get upgrade, which would cut calls)"
        )
    if "asterisk" not in known:
        return
    if not known["asterisk"]:
        yield "whether Debian has a newer Asterisk is not known: its source index is unavailable"
    elif known["asterisk"] != pinned_asterisk():
        yield (
            f"Debian has Asterisk {known['asterisk']}, {pinned_asterisk()} is pinned"
            f" (pin it in roles/asterisk_packages, then wcoctl upgrade asterisk {site})"
        )
