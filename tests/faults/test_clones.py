"""Controllers that are older than the hosts, empty, another site's, or at work at the same time hurt nobody."""

import asyncio
import os
import pty
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.apply.command import Answer, running, wait_for_role, wco
from tests.apply.host import CALLPLAN, callplan_held, held, look, put
from tests.caller import Caller, Manner
from tests.standalone import Lab
from wcoctl.model.load import load_hosts
from wcoctl.rollout.session import data_hosts
from wcoctl.secrets.site_secrets import load_secrets
from wcoctl.workspace.directory import REPOSITORY, SiteDirectory

pytestmark = pytest.mark.lab

DATABASE = "/var/lib/wco/site/site.db"
Clone = Callable[..., SiteDirectory]
_seconds = count(11)


@pytest.fixture
def clone(lab: Lab, tmp_path: Path) -> Clone:
    """Return a maker of other controllers: copies of the site's folder as it is now."""

    def make(name: str, *, fresh: bool = False) -> SiteDirectory:
        """Copy the folder; a fresh one is as git would bring it, without what a controller remembers."""
        root = tmp_path / name / lab.site.root.name
        shutil.copytree(lab.site.root, root, ignore=shutil.ignore_patterns("run", "bundle"))
        copy = SiteDirectory(root)
        if fresh:
            copy.seen.unlink()
        return copy

    return make


@pytest.fixture(autouse=True)
def _all_is_applied(lab: Lab) -> None:
    answer = wco("apply", lab.site)
    assert answer.code == 0, answer.error


def demo(site: SiteDirectory) -> Path:
    return site.root / "tenants" / "demo.yml"


def edit(site: SiteDirectory) -> str:
    """Change how long callers wait in the demonstration's group, to what it never was; return the file's text."""
    lines = demo(site).read_text(encoding="utf-8").splitlines()
    new = [f"    wait_seconds: {next(_seconds)}" if "  wait_seconds: " in line else line for line in lines]
    assert new != lines
    demo(site).write_text("\n".join(new) + "\n", encoding="utf-8")
    return demo(site).read_text(encoding="utf-8")


def revision(site: SiteDirectory) -> int:
    number: int = wco("history", site).data["revisions"][0]["number"]
    return number


def refused(lab: Lab, command: str, site: SiteDirectory, *options: str) -> str:
    """Return why a command is refused; nothing has changed on the host then, and a call is answered."""
    before = look(lab)
    answer = wco(command, site, *options)
    assert answer.code == 1, answer
    assert look(lab) == before
    assert answered(lab)
    return answer.error


def sent_away(lab: Lab, other: SiteDirectory) -> str:
    """Return why another controller may not apply while the first one works, and so changes files; tenants stay as they are."""
    before = look(lab)["manifest"]
    answer = wco("apply", other)
    assert answer.code == 1, answer
    assert look(lab)["manifest"] == before
    assert answered(lab)
    return answer.error


def answered(lab: Lab) -> bool:
    manner = Manner("+48221001002", "+48601000077", hang_up_after=1)
    return asyncio.run(Caller(manner, lab.carrier().address, lab.carrier().edge).place()).status == 200


def test_an_older_desk_undoes_nothing_until_it_has_the_newer_files(lab: Lab, clone: Clone) -> None:
    older = clone("older")
    edit(lab.site)
    assert wco("apply", lab.site).code == 0
    newest = revision(lab.site)
    for command in ("plan", "apply"):
        said = refused(lab, command, older)
        assert f"the hosts hold revision {newest}, applied " in said
        assert f"this controller last saw revision {newest - 1}" in said
        assert f"tenants/demo.yml (revision {newest})" in said
    shutil.copy(demo(lab.site), demo(older))
    assert wco("plan", older).data["empty"]
    edit(older)
    assert wco("apply", older).code == 0
    assert f"tenants/demo.yml (revision {newest + 1})" in refused(lab, "apply", lab.site)
    assert wco("apply", lab.site, "--revision", str(newest + 1)).code == 0


def test_git_knows_what_a_desk_has_seen(lab: Lab, clone: Clone) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=anna", "-c", "user.email=anna@anna.example")
        subprocess.run(["git", "-C", other.root, *who, *arguments], check=True, capture_output=True)

    other = clone("other", fresh=True)
    edit(other)
    assert "this controller has seen none of it" in refused(lab, "apply", other)
    shutil.copy(demo(lab.site), demo(other))
    git("init")
    git("add", "tenants")
    git("commit", "-m", "What is applied")
    edit(other)
    assert wco("apply", other).code == 0
    assert wco("apply", lab.site, "--revision", str(revision(lab.site))).code == 0


def test_an_empty_clone_removes_nobody(lab: Lab, clone: Clone) -> None:
    empty = clone("empty", fresh=True)
    demo(empty).unlink()
    seen = ("--revision", str(revision(lab.site)))
    assert "undo what others applied to tenants/demo.yml" in refused(lab, "apply", empty, "--yes")
    assert "1 of 1 tenants would be removed from the hosts: demo" in refused(lab, "apply", empty, *seen)
    assert "at most 0 may be" in refused(lab, "apply", empty, *seen, "--yes")


def test_lost_secrets_are_not_made_anew(lab: Lab, clone: Clone) -> None:
    lost = clone("lost", fresh=True)
    secrets = lost.root / "secrets.yml"
    secrets.unlink()
    for command in ("plan", "apply"):
        assert "this controller has no secrets.yml of the site, but " in refused(lab, command, lost)
    assert not secrets.exists()


def test_another_site_and_other_secrets_are_refused(
    lab: Lab, clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = clone("foreign")
    secrets = foreign.root / "secrets.yml"
    hosts = data_hosts(load_hosts(foreign.root))
    known = load_secrets(foreign.root, hosts, datetime.now(UTC))
    other = known.wanted.model_copy(update={"dialog_key": SecretStr("0" * 64)})
    replace(known, wanted=other).keep()
    for command in ("plan", "apply", "upgrade asterisk"):
        assert "knows other secrets than secrets.yml has (dialog_key)" in refused(lab, command, foreign)
    secrets.unlink()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    load_secrets(foreign.root, hosts, datetime.now(UTC)).keep()
    for command in ("plan", "apply", "upgrade asterisk"):
        assert "which is another site than this one" in refused(lab, command, foreign)


def test_two_desks_do_not_work_at_once_and_a_killed_one_goes_on(lab: Lab, clone: Clone) -> None:
    other = clone("other")
    edit(other)
    edit(lab.site)
    with callplan_held(lab), running("apply", lab.site) as first:
        wait_for_role(first, "voice_prompts")
        said = sent_away(lab, other)
        assert first.poll() is None
        assert f"`apply {lab.site.root}` of " in said
        assert "the lock ends by itself at " in said
        first.kill()
        assert first.wait() == -9
        assert "works on" in sent_away(lab, other)
    assert wco("apply", lab.site).code == 0
    assert "undo what others applied to tenants/demo.yml" in refused(lab, "apply", other)


def test_what_a_killed_run_brought_is_recorded_by_the_next_one(lab: Lab, clone: Clone) -> None:
    other = clone("other")
    edit(lab.site)
    number, before = revision(lab.site), look(lab)["manifest"]
    with running("apply", lab.site) as first, ExitStack() as recording:
        with callplan_held(lab):
            wait_for_role(first, "voice_prompts")
            recording.enter_context(held(lab, DATABASE))
        deadline = time.monotonic() + 60
        while look(lab)["manifest"] == before:
            assert time.monotonic() < deadline
        first.kill()
        assert first.wait() == -9
        time.sleep(35)  # so long the host's module waits for the file
    assert revision(lab.site) == number
    assert wco("apply", lab.site).code == 0
    assert f"tenants/demo.yml (revision {number + 1})" in refused(lab, "apply", other)


def test_a_stale_desk_that_mends_a_call_plan_removes_nobody(lab: Lab, clone: Clone) -> None:
    stale = clone("stale")
    beta = lab.site.root / "tenants" / "beta.yml"
    beta.write_text(BETA.format(name="beta", number="+48221000004"), encoding="utf-8")
    assert wco("apply", lab.site).code == 0
    spoil = f"truncate -s 0 {CALLPLAN}-wal; head -c 32768 /dev/urandom | dd of={CALLPLAN} conv=notrunc status=none"
    lab.inside.run(lab.edge, "sh", "-c", spoil)
    answer = wco("apply", stale, "--yes")
    assert answer.code == 1
    assert f"undo what others applied to tenants/beta.yml (revision {revision(lab.site)})" in answer.error
    assert wco("apply", lab.site).code == 0
    assert look(lab)["manifest"].keys() == {"demo", "beta", "_site"}
    beta.unlink()
    assert wco("apply", lab.site, "--yes").code == 0


def test_a_rollback_brings_files_and_calls_back(lab: Lab) -> None:
    first = edit(lab.site)
    assert wco("apply", lab.site).code == 0
    number = revision(lab.site)
    second = edit(lab.site)
    assert wco("apply", lab.site).code == 0
    newest = wco("history", lab.site).data["revisions"]
    assert [each["number"] for each in newest[:2]] == [number + 1, number]
    assert newest[0]["what"]["tenants"] == {"demo": "changed"}
    assert "@" in newest[0]["who"]

    edit(lab.site)
    assert "tenants/demo.yml: was never applied" in refused(lab, "rollback", lab.site, str(number))
    demo(lab.site).write_text(second, encoding="utf-8")
    answer = wco("rollback", lab.site, str(number))
    assert (answer.code, answer.data["written"]) == (0, ["tenants/demo.yml"])
    assert demo(lab.site).read_text(encoding="utf-8") == first
    planned = wco("plan", lab.site)
    assert planned.code == 0, planned.error
    assert planned.data["hosts"].popitem()[1]["tenants"]["demo"]["state"] == "changed"
    assert wco("apply", lab.site).code == 0
    assert revision(lab.site) == number + 2
    assert "no host knows revision 9999" in refused(lab, "rollback", lab.site, "9999")


def test_removals_are_asked(lab: Lab) -> None:
    for name in ("beta", "gamma"):
        text = BETA.format(name=name, number=f"+4822100{len(name):04}")
        (lab.site.root / "tenants" / f"{name}.yml").write_text(text, encoding="utf-8")
    assert wco("apply", lab.site).code == 0
    for name in ("beta", "gamma"):
        (lab.site.root / "tenants" / f"{name}.yml").unlink()
    assert "2 of 3 tenants would be removed from the hosts: beta, gamma" in refused(lab, "apply", lab.site)
    assert "at most 1 may be" in refused(lab, "apply", lab.site, "--yes", "--max-removals", "1")
    before = look(lab)
    assert on_terminal(lab.site, "no").code == 1
    assert look(lab) == before
    assert on_terminal(lab.site, "yes").code == 0
    assert look(lab)["manifest"].keys() == {"demo", "_site"}


def test_a_host_that_lost_what_it_knew_is_told_again(lab: Lab, clone: Clone) -> None:
    number, other = revision(lab.site), clone("other")
    edit(other)
    for spoil in (f"rm {DATABASE}", f"head -c 5000 /dev/zero >{DATABASE}"):
        lab.inside.run(lab.edge, "sh", "-c", spoil)
        broken = [
            check["claim"] for check in wco("verify", lab.site).data["checks"] if check["holds"] is False
        ]
        assert broken == ["Host knows the newest revision"]
        assert wco("status", lab.site).code == 1
        assert "no host knows which one" in refused(lab, "apply", other)
        assert wco("apply", lab.site).code == 0
        number += 1
        (told,) = wco("status", lab.site).data["hosts"].values()
        assert told["revision"] == number
    put(lab, f"{DATABASE}.damaged", "")


def on_terminal(site: SiteDirectory, answer: str) -> Answer:
    """Apply as a person does, and answer the question."""
    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    command = [sys.executable, "-m", "wcoctl", "apply", str(site.root)]
    try:
        done = subprocess.run(command, cwd=REPOSITORY, stdin=theirs, capture_output=True, check=False)
    finally:
        os.close(ours)
        os.close(theirs)
    assert b"Remove 2 tenants from the hosts?" in done.stdout + done.stderr
    return Answer(done.returncode, {})


BETA = """\
tenant: {name}
name: Firma {name}
main_numbers:
  primary: {{number: "{number}", entry: welcome}}
prompts:
  welcome: {{text: "Dzień dobry"}}
blocks:
  welcome: {{type: announcement, prompt: welcome, exits: {{next: hangup}}}}
"""
