"""AGI commands that carry hostile values, and replies that are none."""

import asyncio

import pytest

from wco_host.agi import AgiError, Session, quoted


class Wire:
    """Both sides of a session: what Asterisk sends is given, what it gets is kept."""

    def __init__(self, received: bytes) -> None:
        self.received = received
        self.sent = b""

    def write(self, data: bytes) -> None:
        """Keep what Asterisk gets."""
        self.sent += data

    async def drain(self) -> None:
        """Nothing waits."""

    def run(self, name: str = "", value: str | None = None) -> str:
        """Open the session, then get a variable, or set it; return the script or what was got."""

        async def work() -> str:
            reader = asyncio.StreamReader()
            reader.feed_data(self.received)
            reader.feed_eof()
            session = await Session.open(reader, self)  # type: ignore[arg-type]
            if value is not None:
                await session.set(name, value)
            return await session.get(name) if name and value is None else session.script

        return asyncio.run(work())


HEADERS = b"agi_network: yes\nagi_network_script: call\n\n"


def test_the_script_is_known() -> None:
    assert Wire(HEADERS).run() == "call"
    assert Wire(b"\n").run() == ""


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        (b"200 result=1 (a (b) c)\n", "a (b) c"),
        (b"200 result=1 ()\n", ""),
        (b"200 result=0\n", ""),
        (b"200 result=1 (\xff)\n", "\ufffd"),
    ],
)
def test_a_variable_is_read(reply: bytes, value: str) -> None:
    wire = Wire(HEADERS + reply)
    assert wire.run("WCO_CALL") == value
    assert wire.sent == b"GET VARIABLE WCO_CALL\n"


def test_a_variable_is_set_in_quotes() -> None:
    wire = Wire(HEADERS + b"200 result=1\n")
    wire.run("WCO_X", 'a "b" \\ ż')
    assert wire.sent == 'SET VARIABLE WCO_X "a \\"b\\" \\\\ ż"\n'.encode()


@pytest.mark.parametrize("text", ["a\nHANGUP", "a\r", "\0"])
def test_a_line_end_is_never_sent(text: str) -> None:
    with pytest.raises(ValueError, match="line ends"):
        quoted(text)


@pytest.mark.parametrize("name", ["", "CHANNEL(language)", "a", "A B", 'A"', "A\n"])
def test_only_plain_variables_are_named(name: str) -> None:
    wire = Wire(HEADERS)
    with pytest.raises(ValueError, match="no name"):
        wire.run(name, "x")
    assert wire.sent == b""


@pytest.mark.parametrize(
    "received",
    [
        b"",
        b"agi_network: yes\n",
        b"a" * 100_000,
        b"a: b\n" * 1000,
        HEADERS,
        HEADERS + b"HANGUP\n",
        HEADERS + b"510 Invalid or unknown command\n",
        HEADERS + b"520-Invalid command syntax.\n",
    ],
)
def test_what_is_no_session_ends(received: bytes) -> None:
    with pytest.raises(AgiError):
        Wire(received).run("WCO_CALL")


async def _asked(said: bytes, after: float) -> str:
    """Let Asterisk say something while a server is asked that takes 0.05 s."""

    async def work() -> str:
        await asyncio.sleep(0.05)
        return "answer"

    reader = asyncio.StreamReader()
    reader.feed_data(HEADERS)
    session = await Session.open(reader, Wire(b""))  # type: ignore[arg-type]
    asyncio.get_running_loop().call_later(after, reader.feed_data, said)
    answer = await session.unless_hung_up(work())
    reader.feed_data(b"200 result=1 (x)\n")
    assert await session.get("WCO_X") == "x", "the next reply has one reader"
    return answer


def test_a_hang_up_drops_the_work() -> None:
    assert asyncio.run(_asked(b"HANGUP\n", after=0.1)) == "answer"
    with pytest.raises(AgiError, match="HANGUP"):
        asyncio.run(_asked(b"HANGUP\n", after=0.0))
