"""Reading the message file of SIPp."""

from datetime import UTC, datetime
from pathlib import Path

from wcoctl.lab.play.message_log import MessageLog

INVITE = (
    'INVITE sip:+48221001000@10.79.0.11 SIP/2.0\r\nFrom: "x" <sip:+48600@10.79.0.1>\r\nCSeq: 1 INVITE\r\n'
    "call-id: abc\r\n\r\nv=0\r\nc=IN IP4 10.79.0.1\r\nm=audio 40000 RTP/AVP 8 101\r\n"
)
RINGING = "SIP/2.0 180 Ringing\r\nCSeq:  1 INVITE\r\nCall-ID: abc\r\n\r\n"


def chunk(time: str, way: str, text: str) -> bytes:
    size = len(text.encode())
    count = f"sent ({size} bytes)" if way == "sent" else f"received [{size}] bytes "
    return f"{'-' * 47} 2026-03-01 {time}\nUDP message {count}:\n\n{text}\n".encode()


def test_messages_are_read_as_they_come(tmp_path: Path) -> None:
    file = tmp_path / "messages"
    log = MessageLog(file)
    assert log.read() == []
    first, second = chunk("10:00:00.500000", "sent", INVITE), chunk("10:00:01.000000", "received", RINGING)
    file.write_bytes(first + second[:90])
    assert [message.method for message in log.read()] == ["INVITE"]
    file.write_bytes(first + second)
    (ringing,) = log.read()
    assert (ringing.status, ringing.sent, ringing.header("Call-ID")) == (180, False, "abc")
    assert ringing.time == datetime(2026, 3, 1, 10, 0, 1, tzinfo=UTC).timestamp()
    assert len(log.messages) == 2


def test_an_invite_says_where_its_audio_goes(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(chunk("10:00:00.000000", "sent", INVITE))
    (invite,) = MessageLog(tmp_path / "log").read()
    assert invite.media == ("10.79.0.1", 40000)
    assert invite.first_line == "INVITE sip:+48221001000@10.79.0.11 SIP/2.0"
    assert (invite.status, invite.header("Call-ID"), invite.header("Via")) == (0, "abc", "")


def test_a_message_cannot_pass_itself_off_as_another(tmp_path: Path) -> None:
    forged = INVITE + chunk("10:00:05.000000", "received", RINGING).decode()
    (tmp_path / "log").write_bytes(chunk("10:00:00.000000", "sent", forged))
    assert [message.sent for message in MessageLog(tmp_path / "log").read()] == [True]
