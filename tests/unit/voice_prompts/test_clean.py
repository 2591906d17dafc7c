"""Which prompts the daily clean-up removes, and which it never does."""

import fcntl
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import clean_prompts
from tests.unit.programs import ENVIRONMENT

REPOSITORY = Path(__file__).parents[3]
SCHEMA = (REPOSITORY / "schemas" / "callplan.sql").read_text(encoding="utf-8")
PROGRAM = REPOSITORY / "roles" / "voice_prompts" / "files" / "clean_prompts.py"
USED, IN_A_TEXT, LINKED, GONE, NEW = (sign * 32 for sign in "abcde")
OLD = time.time() - 8 * clean_prompts.DAY


class Host:
    """The folders of a media node."""

    def __init__(self, root: Path) -> None:
        self.plan, self.prompts = root / "callplan.db", root / "prompts"
        self.recorded, self.sounds = root / "recorded", root / "sounds"
        for folder in (self.prompts, self.recorded, self.sounds):
            folder.mkdir()

    def prompt(self, prompt: str, age: float = OLD) -> Path:
        """Put a prompt where it belongs."""
        return self._put(self.prompts / prompt[:2] / f"{prompt}.wav", age)

    def recording(self, tenant: str, prompt: str, age: float) -> Path:
        """Put a recording where it belongs."""
        return self._put(self.recorded / tenant / f"{prompt}.wav", age)

    def clean(self, days: int = 7) -> str:
        """Run the program."""
        folders = [f"--{name}={getattr(self, name)}" for name in ("plan", "prompts", "recorded", "sounds")]
        command = [sys.executable, str(PROGRAM), *folders, f"--days={days}", "--recorded-days=90"]
        return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout

    @staticmethod
    def _put(file: Path, age: float) -> Path:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"audio")
        os.utime(file, (age, age))
        return file


@pytest.fixture
def host(tmp_path: Path) -> Host:
    host = Host(tmp_path)
    with sqlite3.connect(host.plan) as plan:
        plan.executescript(SCHEMA)
        plan.execute("INSERT INTO manifest VALUES ('_site', ?), ('acme', ?)", ("0" * 64, GONE * 2))
        plan.execute("INSERT INTO announcement VALUES ('acme', 'hello', ?)", (USED,))
        plan.execute("INSERT INTO personal VALUES ('acme', 'b', ?, '', '')", (f"{IN_A_TEXT}: a text",))
    return host


def test_what_nothing_names_goes_and_all_else_stays(host: Host) -> None:
    stay = [host.prompt(prompt) for prompt in (USED, IN_A_TEXT, LINKED)] + [host.prompt(NEW, time.time())]
    gone = host.prompt(GONE)
    (host.sounds / "pl").mkdir()
    (host.sounds / "pl" / "vm-intro.wav").symlink_to(host.prompts / LINKED[:2] / f"{LINKED}.wav")
    assert "1 prompts and 0 recordings" in host.clean()
    assert [file for file in stay if not file.exists()] == []
    assert not gone.exists(), "the digest of a tenant is no prompt"


def test_a_prompt_stays_some_days_after_its_last_use(host: Host) -> None:
    file = host.prompt(USED)
    host.clean()
    with sqlite3.connect(host.plan) as plan:
        plan.execute("DELETE FROM announcement")
    host.clean()
    assert file.exists()
    os.utime(file, (OLD, OLD))
    host.clean()
    assert not file.exists()


def test_recordings_are_of_their_tenant_and_stay_longer(host: Host) -> None:
    long_ago = time.time() - 91 * clean_prompts.DAY
    stay = [host.recording("acme", USED, long_ago), host.recording("acme", GONE, OLD)]
    gone = [host.recording("acme", GONE[:31] + "0", long_ago), host.recording("other", USED, long_ago)]
    left_to_others = host.recording("new", "1234-5678", long_ago)
    assert "0 prompts and 2 recordings" in host.clean()
    assert [file for file in [*stay, left_to_others] if not file.exists()] == []
    assert [file for file in gone if file.exists()] == []


@pytest.mark.parametrize("damage", ["missing", "empty", "broken", "rows of no site"])
def test_without_a_call_plan_nothing_goes(host: Host, damage: str) -> None:
    file = host.prompt(GONE)
    if damage == "rows of no site":
        with sqlite3.connect(host.plan) as plan:
            plan.execute("DELETE FROM manifest WHERE tenant = '_site'")
    else:
        host.plan.unlink()
        if damage != "missing":
            host.plan.write_bytes(b"" if damage == "empty" else b"no database" * 1000)
    assert "nothing is removed" in host.clean()
    assert file.exists()


def test_an_apply_at_the_same_time_has_its_prompts(host: Host) -> None:
    """It holds the lock while it renews the time of what it finds."""
    file = host.prompt(GONE)
    handle = os.open(host.prompts, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    folders = [f"--{name}={getattr(host, name)}" for name in ("plan", "prompts", "recorded", "sounds")]
    command = [sys.executable, str(PROGRAM), *folders, "--days=7", "--recorded-days=90"]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as cleaning:
        time.sleep(0.5)
        os.utime(file)
        os.close(handle)
        assert cleaning.wait(10) == 0
    assert file.exists()


def test_a_link_among_the_recordings_leads_to_no_other_file(host: Host) -> None:
    long_ago = time.time() - 91 * clean_prompts.DAY
    other = host.prompts.with_name("other")
    other.mkdir()
    victim = Host._put(other / f"{USED}.wav", long_ago)
    (host.recorded / "beta").symlink_to(other)
    (host.recorded / "acme").mkdir()
    (host.recorded / "acme" / f"{USED}.wav").symlink_to(victim)
    assert "0 prompts and 0 recordings" in host.clean()
    assert victim.stat().st_mtime == pytest.approx(long_ago)
