"""Messages that callers leave arrive by e-mail, with what they said."""

import base64
import io
import time
import wave

import numpy as np
import pytest

from tests.letters import Letters
from tests.standalone import Lab
from wcoctl.lab.audio.rtp import RATE, Samples
from wcoctl.lab.audio.voices import tone_seconds
from wcoctl.lab.stories import PlayedCall

pytestmark = pytest.mark.lab

SKEW = 2.0
WAIT = 10.0
WARNING = 800
"""Hertz of the tone that a message is about to end."""
KEPT = """import sqlite3, sys
spool = sqlite3.connect("/var/spool/wco/voicemail/voicemail.db", timeout=10)
print(*spool.execute("SELECT count(*) FROM voicemail WHERE caller = ?", [sys.argv[1]]).fetchone())"""


def decoded(lab: Lab, mp3: bytes) -> Samples:
    """Return the audio of an MP3, decoded where it was encoded."""
    script = f"echo {base64.b64encode(mp3).decode()} | base64 -d | lame --silent --resample 8 --decode --mp3input - -"
    with wave.open(io.BytesIO(lab.inside.run(lab.inside.media[0], "sh", "-c", script))) as audio:
        rate, samples = audio.getframerate(), np.frombuffer(audio.readframes(10**7), dtype="<i2")
    return samples[:: rate // RATE].astype(np.int16)


@pytest.mark.parametrize(
    ("story", "recipients", "subject", "said"),
    [
        ("voicemail_user", ["anna@mail.example"], "dla: Anna Nowak", 6.0),
        ("voicemail_group", ["anna@mail.example", "piotr@mail.example"], "dla: Sprzedaż", 5.5),
        ("voicemail_caller_leaves", ["anna@mail.example"], "dla: Anna Nowak", 5.5),
        ("voicemail_longest", ["office@mail.example"], "for Sprzedaż", 5.0),
    ],
)
def test_the_message_arrives_with_what_the_caller_said(
    story: str,
    recipients: list[str],
    subject: str,
    said: float,
    played_calls: dict[str, list[PlayedCall]],
    letters: Letters,
    lab: Lab,
) -> None:
    (played_call,) = played_calls[story]
    call = played_call.call
    taken_by, letter = letters.wait_for(call.call.caller, since=call.started - SKEW)
    assert taken_by == recipients
    assert subject in letter["Subject"]
    _, attachment = letter.iter_parts()
    audio = decoded(lab, attachment.get_content())
    assert len(audio) / RATE == pytest.approx(said, abs=1.5)
    assert tone_seconds(audio, call.hertz) > said - 2


def test_a_pause_loses_nothing_and_a_tone_warns_before_the_end(
    played_calls: dict[str, list[PlayedCall]], letters: Letters, lab: Lab
) -> None:
    (played_call,) = played_calls["voicemail_pause"]
    call = played_call.call
    _, letter = letters.wait_for(call.call.caller, since=call.started - SKEW)
    _, attachment = letter.iter_parts()
    # From the tone after the greeting to the pause, and four seconds after it.
    assert tone_seconds(decoded(lab, attachment.get_content()), call.hertz) > 4 + 2
    # Twice: the second time it is the end.
    assert 0.3 < tone_seconds(call.audio, WARNING) < 2


@pytest.mark.parametrize("story", ["voicemail_nothing_said"])
def test_who_says_nothing_sends_no_letter(
    story: str, played_calls: dict[str, list[PlayedCall]], letters: Letters, lab: Lab
) -> None:
    (played_call,) = played_calls[story]
    caller = played_call.call.call.caller
    deadline = time.monotonic() + WAIT
    while (kept := lab.inside.run(lab.inside.media[0], "python3", "-c", KEPT, caller)) != b"0\n":
        assert time.monotonic() < deadline, f"messages in the spool: {kept.decode()}"
        time.sleep(0.5)
    assert letters.about(caller, since=0) == []
