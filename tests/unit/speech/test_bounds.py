"""A flood of callers neither fills the disk with spoken texts nor keeps the node speaking."""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wco_host.speech_engine import SpeechError
from wco_speech import store as speech_store
from wco_speech.quota import Quota
from wco_speech.store import MOST_AT_A_TIME, MOST_OF_ONE, Store

KILOBYTE = b"\x00" * 1024


def recipe(text: str) -> dict[str, str]:
    return {"engine": "none", "voice": "nobody", "language": "pl", "text": text}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(speech_store, "speak", lambda _: KILOBYTE * 40)
    return Store(tmp_path, ThreadPoolExecutor(1), most_bytes=500_000)


def test_a_company_has_its_quota_of_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    quota, now = Quota(), 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert [quota.grant("acme", 2) for _ in range(3)] == [True, True, False]
    assert quota.grant("other", 2)
    now += 61
    assert quota.grant("acme", 2)


def test_what_was_spoken_already_costs_no_quota(store: Store) -> None:
    async def play() -> None:
        first = await store.spoken(recipe("one"), "acme", lambda: True)
        assert await store.spoken(recipe("one"), "acme", lambda: False) == first
        with pytest.raises(SpeechError, match="used up"):
            await store.spoken(recipe("two"), "acme", lambda: False)

    asyncio.run(play())


def test_more_texts_at_a_time_are_refused_at_once(store: Store) -> None:
    async def play() -> None:
        tenants = [f"tenant{n // MOST_OF_ONE}" for n in range(MOST_AT_A_TIME + 3)]
        texts = [store.spoken(recipe(str(n)), tenant, lambda: True) for n, tenant in enumerate(tenants)]
        results = await asyncio.gather(*texts, return_exceptions=True)
        assert sum(isinstance(result, SpeechError) for result in results) == 3

    asyncio.run(play())


def test_one_company_leaves_room_for_the_texts_of_others(store: Store) -> None:
    async def play() -> None:
        flood = [store.spoken(recipe(str(n)), "acme", lambda: True) for n in range(MOST_OF_ONE + 2)]
        other = store.spoken(recipe("other"), "other", lambda: True)
        results = await asyncio.gather(*flood, other, return_exceptions=True)
        assert [isinstance(result, SpeechError) for result in results] == [False] * 3 + [True] * 2 + [False]
        await store.spoken(recipe("later"), "acme", lambda: True)

    asyncio.run(play())


def test_the_texts_that_nobody_used_for_longest_make_room(store: Store, tmp_path: Path) -> None:
    async def play() -> None:
        files = [await store.spoken(recipe(str(n)), "acme", lambda: True) for n in range(10)]
        for age, file in enumerate(files):
            os.utime(file, (1000 + age, 1000 + age))
        await store.spoken(recipe("0"), "acme", lambda: True)
        for n in range(10, 14):
            await store.spoken(recipe(str(n)), "acme", lambda: True)
        assert files[0].exists()
        assert not files[1].exists()

    asyncio.run(play())
    assert sum(file.stat().st_size for file in tmp_path.glob("*/*.wav")) < 500_000
