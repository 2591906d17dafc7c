"""What loading gives besides the model: WAV files, the index, and no tracebacks."""

import hashlib
import os
import re
import wave
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wcoctl.errors import UserError
from wcoctl.model.index import TenantIndex
from wcoctl.model.load import load_tenant, tenant_files
from wcoctl.model.rules_site import check_mail, check_tenants
from wcoctl.model.site import Mail, Site, Trunk

OK = Path(__file__).parents[2] / "specs" / "ok"
EVERYTHING = (OK / "everything.yml").read_text()


def test_a_wav_prompt_comes_with_its_digest() -> None:
    loaded = load_tenant(OK / "everything.yml")
    content = (OK / "sounds" / "tone.wav").read_bytes()
    assert {name: wav.sha256 for name, wav in loaded.wavs.items()} == {
        "extension": hashlib.sha256(content).hexdigest()
    }


def test_the_index_knows_the_line_of_each_main_number() -> None:
    lines = EVERYTHING.splitlines()
    index = load_tenant(OK / "everything.yml").index
    assert list(index.numbers) == ["+48221001000", "+48221001001", "+48501234567"]
    assert all("number:" in lines[line - 1] for line in index.numbers.values())


def test_a_number_of_two_tenants_is_the_later_ones_problem() -> None:
    first = TenantIndex("alfa", Path("alfa.yml"), {"+48221001000": 5}, {})
    second = TenantIndex("beta", Path("beta.yml"), {"+48221001000": 7, "+48221001001": 9}, {})
    (problem,) = check_tenants([second, first])
    assert (problem.file, problem.line) == (Path("beta.yml"), 7)
    assert "alfa.yml:5" in problem.hint


def test_the_test_number_is_no_tenants() -> None:
    tenant = TenantIndex("alfa", Path("alfa.yml"), {"+48221001000": 5, "+48221001001": 6})
    (problem,) = check_tenants([tenant], "+48221001001")
    assert (problem.file, problem.line) == (Path("alfa.yml"), 6)
    assert check_tenants([tenant], "+48221009999") == []


@pytest.mark.parametrize(("line", "mail", "found"), [(17, False, 1), (17, True, 0), (0, False, 0)])
def test_voicemail_needs_a_mail_relay(line: int, mail: bool, found: int) -> None:
    relay = Mail(relay="mail.example.com", sender="voicemail@example.com") if mail else None
    site = Site(site="test", trunks=[Trunk(name="carrier", addresses=[IPv4Address("192.0.2.1")])], mail=relay)
    problems = check_mail(
        [TenantIndex("acme", Path("acme.yml"), {}, mail={"box": line} if line else {})], site
    )
    assert [problem.line for problem in problems] == [line] * found


def test_a_tenant_in_two_files_is_a_problem() -> None:
    indexes = [TenantIndex("alfa", Path(folder) / "alfa.yml", {}) for folder in ("a", "b")]
    assert [problem.file for problem in check_tenants(indexes)] == [Path("b/alfa.yml")]


@pytest.fixture
def minimal(tmp_path: Path) -> Path:
    file = tmp_path / "tenants" / "minimal.yml"
    file.parent.mkdir()
    text = (OK / "minimal.yml").read_text().replace("busy\n", "busy\n  hello:\n    type: announcement\n")
    text = text.replace("entry: end", "entry: hello").replace(
        "blocks:", "prompts:\n  hello:\n    wav: hello.wav\nblocks:"
    )
    file.write_text(text + "    prompt: hello\n    exits:\n      next: end\n")
    return file


def _sound(file: Path, frames: int, channels: int = 1, rate: int = 8000) -> None:
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(bytes(2 * channels * frames))


def test_a_link_out_of_the_folder_is_refused(minimal: Path, tmp_path: Path) -> None:
    _sound(tmp_path / "outside.wav", 8000)
    (minimal.parent / "hello.wav").symlink_to(tmp_path / "outside.wav")
    with pytest.raises(UserError, match="is outside the tenant's folder"):
        load_tenant(minimal)


@pytest.mark.parametrize(("frames", "channels", "rate"), [(800, 1, 8000), (48000, 2, 48000)])
def test_usual_sound_is_taken(minimal: Path, frames: int, channels: int, rate: int) -> None:
    _sound(minimal.parent / "hello.wav", frames, channels, rate)
    assert load_tenant(minimal).wavs["hello"].file == minimal.parent / "hello.wav"


@pytest.mark.parametrize(
    ("frames", "channels", "rate", "said"),
    [
        (799, 1, 8000, "lasts 0.10 s"),
        (8000 * 601, 1, 8000, "lasts 601.00 s"),
        (8000, 3, 8000, "3 channels"),
        (8000, 1, 7999, "7999 Hz"),
        (96000, 1, 96000, "96000 Hz"),
    ],
)
def test_other_sound_is_refused(minimal: Path, frames: int, channels: int, rate: int, said: str) -> None:
    _sound(minimal.parent / "hello.wav", frames, channels, rate)
    with pytest.raises(UserError, match=said):
        load_tenant(minimal)


def _huge(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(3_000_000_000)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (os.mkfifo, "`hello.wav` cannot be read: it is not a regular file"),
        (_huge, "`hello.wav` is larger than 120 MB"),
        (lambda file: file.symlink_to(file), "`hello.wav` cannot be read: Too many levels"),
        (lambda _file: None, "`hello.wav` does not exist"),
    ],
)
def test_what_is_no_sound_neither_blocks_nor_fills_the_memory(
    minimal: Path, make: Callable[[Path], object], said: str
) -> None:
    make(minimal.parent / "hello.wav")
    with pytest.raises(UserError, match=said):
        load_tenant(minimal)


def test_sound_that_is_cut_off_is_refused(minimal: Path) -> None:
    sound = minimal.parent / "hello.wav"
    _sound(sound, 8000)
    sound.write_bytes(sound.read_bytes()[:5000])
    with pytest.raises(UserError, match="cut off"):
        load_tenant(minimal)


def test_what_a_spec_says_cannot_steer_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "minimal.yml"
    file.write_text((OK / "minimal.yml").read_text() + 'timezone: "\\e[2J"\n"\\e[1m": x\n')
    with pytest.raises(UserError) as caught:
        load_tenant(file)
    assert len(caught.value.problems) == 2
    assert str(caught.value).replace("\n", "").isprintable()


def test_a_file_of_nothing_but_problems_is_told_quickly(tmp_path: Path) -> None:
    file = tmp_path / "minimal.yml"
    file.write_text(
        (OK / "minimal.yml").read_text() + "".join(f"key_{number}: x\n" for number in range(20_000))
    )
    with pytest.raises(UserError, match="has further problems") as caught:
        load_tenant(file)
    assert len(caught.value.problems) < 300


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_mistake_is_a_traceback(tmp_path: Path, data: st.DataObject) -> None:
    """Replace one word of a good spec by anything: it loads, or it is the user's problem."""
    words = list(re.finditer(r"[^\s:]+", EVERYTHING))
    word = data.draw(st.sampled_from(words))
    other = data.draw(
        st.sampled_from(
            [
                "",
                "[]",
                "{}",
                "null",
                "-1",
                "true",
                "'",
                "*",
                "&a",
                "!x y",
                "hangup",
                "\t",
                "99999999999999999999",
            ]
        )
        | st.text(max_size=8)
    )
    file = tmp_path / "everything.yml"
    (tmp_path / "sounds").mkdir(exist_ok=True)
    (tmp_path / "sounds" / "tone.wav").write_bytes((OK / "sounds" / "tone.wav").read_bytes())
    file.write_bytes(
        (EVERYTHING[: word.start()] + other + EVERYTHING[word.end() :]).encode(errors="surrogatepass")
    )
    with suppress(UserError):
        load_tenant(file)


def test_what_editors_leave_beside_a_spec_is_no_spec(tmp_path: Path) -> None:
    (tmp_path / "tenants").mkdir()
    for name in ("alfa.yml", "#alfa.yml", ".alfa.yml.swp", "alfa.yml~"):
        (tmp_path / "tenants" / name).touch()
    (tmp_path / "tenants" / ".#alfa.yml").symlink_to("anna@desk.1234")
    assert [file.name for file in tenant_files(tmp_path)] == ["alfa.yml"]


@pytest.mark.parametrize("last", ["20261226", "2026-W52-6", "2026-360"])
def test_a_day_has_one_spelling(last: str, tmp_path: Path) -> None:
    file = tmp_path / "minimal.yml"
    announcement = f"occasional_announcements:\n  fair: {{prompt: fair, first: 2026-12-24, last: '{last}'}}\n"
    text = (OK / "minimal.yml").read_text()
    file.write_text(text + announcement + "prompts:\n  fair:\n    text: Jesteśmy na targach.\n")
    with pytest.raises(
        UserError, match=f"`{last}` is not a date and time \\(write it as YYYY-MM-DDTHH:MM\\)"
    ):
        load_tenant(file)


def test_an_announcement_that_ends_on_a_day_is_played_on_that_day(tmp_path: Path) -> None:
    file = tmp_path / "minimal.yml"
    announcement = (
        "occasional_announcements:\n  fair:\n    prompt: fair\n    first: 2026-12-24\n    last: 2026-12-26\n"
    )
    text = (OK / "minimal.yml").read_text()
    file.write_text(text + announcement + "prompts:\n  fair:\n    text: Jesteśmy na targach.\n")
    fair = load_tenant(file).model.occasional_announcements["fair"]
    assert (fair.first, fair.last) == (datetime(2026, 12, 24), datetime(2026, 12, 27))
