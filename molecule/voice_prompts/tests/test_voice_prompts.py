"""Prompts on a host, as Asterisk plays them."""

import json
import os
from pathlib import Path

import pytest
from testinfra.host import Host

FILES = Path(__file__).parents[3] / "roles/voice_prompts/files"
SENT = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "prompts"
PROMPTS = "/var/lib/wco/prompts"
SOUNDS = "/usr/share/asterisk/sounds"
RECORDED = "/var/lib/wco/recorded"
SYSTEM = f"{SOUNDS}/pl"

# Every WAV file below the directories: [path, channels, bytes a sample, rate, seconds, peak]
LOOK = """
import array, json, pathlib, sys, wave
found = []
for path in (path for directory in sys.argv[1:] for path in pathlib.Path(directory).rglob("*.wav")):
    with wave.open(str(path)) as audio:
        samples = array.array("h", audio.readframes(audio.getnframes()))
        shape = audio.getnchannels(), audio.getsampwidth(), audio.getframerate()
        found.append([str(path), *shape, audio.getnframes() / audio.getframerate(), max(map(abs, samples))])
print(json.dumps(found))
"""

# A call plan of others, one that names nothing; with it a prompt and a recording that are old.
UNUSED = f"""
import os, pathlib, shutil, sqlite3
plan = pathlib.Path("/var/lib/wco/callplan/callplan.db")
plan.parent.mkdir()
database = sqlite3.connect(plan)
database.executescript("PRAGMA journal_mode = WAL; CREATE TABLE manifest (tenant); INSERT INTO manifest VALUES ('_site')")
database.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)  # as the call plan's writer leaves it
database.close()
for file in ("{PROMPTS}/ff/{"f" * 32}.wav", "{RECORDED}/acme/{"e" * 32}.wav"):
    path = pathlib.Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (0, 0))
for path in (plan.parent, *plan.parent.iterdir(), *pathlib.Path("{RECORDED}").rglob("*")):
    shutil.chown(path, "nobody", "nogroup")
    path.chmod(0o700)
"""

Sound = tuple[int, int, int, float, int]


@pytest.fixture(scope="module")
def sounds(host: Host) -> dict[str, Sound]:
    found = json.loads(host.check_output("python3 -c %s %s %s", LOOK, PROMPTS, SYSTEM))
    return {path: tuple(rest) for path, *rest in found}


@pytest.fixture(scope="module")
def recipes(host: Host) -> list[dict[str, str]]:
    engine = "espeak_ng" if host.package("espeak-ng").is_installed else "rhvoice"
    read: list[dict[str, str]] = json.loads((SENT / f"{engine}.json").read_text())
    return read


def test_every_sound_is_for_the_phone_and_heard(sounds: dict[str, Sound]) -> None:
    for path, (channels, width, rate, seconds, peak) in sounds.items():
        assert (channels, width, rate) == (1, 2, 8000), path
        assert seconds > 0.2, path
        assert 10_000 < peak < 24_000, path


def test_asterisk_has_each_of_its_polish_prompts(sounds: dict[str, Sound]) -> None:
    names = [*_names("pl-prompts.tsv"), *(f"wco-{name}" for name in _names("wco-prompts.tsv"))]
    assert len(names) > 300
    assert {f"{SYSTEM}/{name}.wav" for name in names} == {path for path in sounds if path.startswith(SYSTEM)}


def test_the_switchboard_speaks_english_too(host: Host) -> None:
    files = [host.file(f"{SOUNDS}/en/wco-{name}.wav") for name in _names("wco-prompts.tsv")]
    assert [file.path for file in files if not file.exists] == []


def _names(file: str) -> list[str]:
    return [line.split("\t")[0] for line in (FILES / file).read_text("utf-8").splitlines()]


def test_tenants_have_their_prompts(sounds: dict[str, Sound], recipes: list[dict[str, str]]) -> None:
    lengths = {
        recipe["id"]: sounds[f"{PROMPTS}/{recipe['id'][:2]}/{recipe['id']}.wav"][3] for recipe in recipes
    }
    greeting, hostile, *_, tone = lengths.values()
    assert 1.5 < greeting < 6
    assert 4 < hostile < 40
    assert tone == pytest.approx(2, abs=0.01)


def test_a_prompt_may_be_5_kilobytes_long(sounds: dict[str, Sound], recipes: list[dict[str, str]]) -> None:
    for recipe in recipes:
        if len(recipe.get("text", "")) > 4900:
            assert sounds[f"{PROMPTS}/{recipe['id'][:2]}/{recipe['id']}.wav"][3] > 200


def test_members_of_the_group_read_and_others_do_not(host: Host, recipes: list[dict[str, str]]) -> None:
    name = recipes[0]["id"]
    assert host.file(PROMPTS).mode == 0o750
    file = host.file(f"{PROMPTS}/{name[:2]}/{name}.wav")
    assert (file.user, file.group, file.mode) == ("root", "wco_plan", 0o640)
    assert host.run("runuser -u nobody -- cat %s", file.path).rc != 0


def test_nothing_is_left_behind(host: Host) -> None:
    assert host.check_output("find %s %s /tmp -name '*.new' -o -name 'wco_prompts_*'", PROMPTS, SYSTEM) == ""


def test_what_no_call_plan_names_is_removed_whoever_owns_it(host: Host, sounds: dict[str, Sound]) -> None:
    host.check_output("python3 -c %s", UNUSED)
    try:
        host.check_output("systemctl start wco-prompts.service")
        left = set(
            host.check_output("find %s %s %s -name '*.wav' -type f", PROMPTS, SYSTEM, RECORDED).splitlines()
        )
    finally:
        host.check_output("rm -r /var/lib/wco/callplan %s", RECORDED)
    assert left <= sounds.keys()
    assert {path for path in sounds if path.startswith(PROMPTS)} <= left
