"""Messages that callers leave arrive by e-mail, with what they said."""

import base64
import io
import wave

import numpy as np
import pytest

from tests.calls.letters import Letters
from tests.standalone import Lab
from wcoctl.lab.performance import Performance
from wcoctl.lab.rtp import RATE, Samples
from wcoctl.lab.voices import tone_seconds

pytestmark = pytest.mark.lab

SKEW = 2.0


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
        ("voicemail_group", ["anna@mail.example", "piotr@mail.example"], "dla: Sprzedaż", 4.0),
        ("voicemail_caller_leaves", ["anna@mail.example"], "dla: Anna Nowak", 4.0),
        ("voicemail_longest", ["office@mail.example"], "for Sprzedaż", 5.0),
    ],
)
def test_the_message_arrives_with_what_the_caller_said(
    story: str,
    recipients: list[str],
    subject: str,
    said: float,
    performances: dict[str, list[Performance]],
    letters: Letters,
    lab: Lab,
) -> None:
    (performance,) = performances[story]
    call = performance.call
    taken_by, letter = letters.wait_for(call.call.caller, since=call.started - SKEW)
    assert taken_by == recipients
    assert subject in letter["Subject"]
    _, attachment = letter.iter_parts()
    audio = decoded(lab, attachment.get_content())
    assert len(audio) / RATE == pytest.approx(said, abs=1.5)
    assert tone_seconds(audio, call.hertz) > said - 2


@pytest.mark.parametrize("story", ["voicemail_nothing_said"])
def test_who_says_nothing_sends_no_letter(
    story: str, performances: dict[str, list[Performance]], letters: Letters, lab: Lab
) -> None:
    (performance,) = performances[story]
    host = lab.inside.media[0]
    audio = ["find", "/var/spool/wco/voicemail", "-name", "*.wav"]
    assert lab.inside.run(host, *audio) == b""
    assert letters.about(performance.call.call.caller, since=0) == []
