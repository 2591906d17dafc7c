"""When app_queue is made to look at its members again."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from wco_live.queues import Queues

Ask = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def queues(live: Path, tmp_path: Path, ask: Ask) -> Iterator[Queues]:
    for block in ("sales", "service"):
        values = "'acme', ?, 1, 'anna', 'acme/' || ?, 'Local/1', 'u', 'linear', 0"
        ask(f"INSERT INTO queue_member VALUES ({values})", block, block)
    ask("INSERT INTO mirrored VALUES ('acme', '1')")
    with closing(Queues(live, tmp_path / "console")) as opened:
        yield opened


def switch(ask: Ask, name: str, value: str = "out", until: int = 0, kind: str = "member") -> None:
    ask("INSERT OR REPLACE INTO switch VALUES ('acme', ?, ?, ?, ?, 1, 'anna', 0)", kind, name, value, until)


@pytest.mark.parametrize(
    ("name", "changed"),
    [("sales/anna", {"acme/sales"}), ("*/anna", {"acme/sales", "acme/service"}), ("*/nobody", set())],
)
def test_a_member_who_comes_or_goes_changes_the_queues(
    queues: Queues, ask: Ask, name: str, changed: set[str]
) -> None:
    assert queues.changed() == set()
    for value in ("out", "in"):
        switch(ask, name, value)
        assert queues.changed() == changed
        assert queues.changed() == set()


def test_other_switches_change_no_queue(queues: Queues, ask: Ask) -> None:
    switch(ask, "sales", "off", kind="group")
    assert queues.changed() == set()


def test_what_ends_by_its_time_changes_the_queue(
    queues: Queues, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time_ns() // 1_000_000
    monkeypatch.setattr("wco_host.clock.now", lambda: now)
    switch(ask, "sales/anna", until=now + 200)
    ask("INSERT INTO member_state VALUES ('acme', 'service', 'anna', 0, 0, 0, 0, ?)", now + 200)
    assert queues.changed() == {"acme/sales"}
    now += 199
    assert queues.changed() == set()
    now += 1
    assert queues.changed() == {"acme/sales", "acme/service"}
    now += 1
    assert queues.changed() == set()


def test_another_plan_changes_the_tenants_queues(queues: Queues, ask: Ask) -> None:
    ask("UPDATE mirrored SET digest = '2'")
    assert queues.changed() == {"acme/sales", "acme/service"}


CHANNEL = "PJSIP/edge-1!wco_group_queue!s!7!Ring!Queue!acme/{block},c,,,300!+48600100200!!!3!3!!1.1\n"


def test_asterisk_is_asked_for_queues_in_which_callers_wait(queues: Queues, ask: Ask, tmp_path: Path) -> None:
    waiting = "Local/1!wco_member!1!1!Up!Dial!PJSIP/edge!!!!3!3!!1.2\n" + CHANNEL.format(block="sales")
    asked: list[bytes] = []

    def console(server: socket.socket) -> None:
        for answer in (waiting, ""):
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"pbx1/1/22\n")
                asked.append(connection.recv(512))
                connection.sendall(answer.encode())

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "console"))
        server.listen()
        thread = threading.Thread(target=console, args=(server,))
        thread.start()
        switch(ask, "*/anna")
        queues.run()
        thread.join()
    assert asked == [
        b"cli quit after core show channels concise\0",
        b"cli quit after queue show acme/sales\0",
    ]


def test_nothing_is_asked_when_nothing_has_changed(queues: Queues) -> None:
    queues.run()
