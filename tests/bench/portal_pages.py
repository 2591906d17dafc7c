"""Pages of a full company (500 users, 251 numbers, 60 blocks), which fifty people open at the same time."""

import asyncio
import gzip
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import httpx
import yaml

from tests.bench.figure import Figure
from tests.portal.postgresql import cluster, new_database
from tests.portal.process import free_port, portal, wait_for
from tests.portal.site import PASSWORD, PortalDatabase
from wcoctl.workspace.directory import REPOSITORY

__all__ = ["measure"]

FULL = REPOSITORY / "inventories" / "cluster" / "tenants" / "full.yml"
PAGES = ("/", "/switchboard", "/switchboard/users", "/drawing", "/check", "/changes", "/people", "/audit")
PEOPLE, OPENED, THINKING = 50, 12, 4.0
"""So many people open so many pages each, and look at each for so many seconds in the mean."""
FIRST_VIEW, P95_MS = 100, 100


def measure() -> Iterator[Figure]:
    """Yield the time of pages beside that of a bare page under the same clicks, and the size of the first view."""
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        cluster() as socket,
    ):
        new_database(socket, "portal")
        database = PortalDatabase(socket, "portal")
        database.add_company("full", yaml.safe_load(FULL.read_text(encoding="utf-8")))
        for number in range(PEOPLE):
            database.add_account(f"person{number}", "full")
        with portal(socket, "portal", Path(scratch), workers=2) as origin:
            cookies = asyncio.run(_log_in(origin))
            pages = asyncio.run(_clicks(origin, cookies, PAGES))
            size = _first_view(origin, cookies[0])
    with _bare() as origin:
        bare = asyncio.run(_clicks(origin, [{}] * PEOPLE, ["/"]))
    slow = max(pages, key=lambda page: _p95(pages[page]))
    everything = [one for times in pages.values() for one in times]
    detail = f"p95 of {len(everything)} pages, {PEOPLE} people; slowest {slow} {_p95(pages[slow]):.0f} ms;"
    detail += f" a bare page {_p95(bare['/']):.1f} ms"
    yield Figure("page", _p95(everything), P95_MS, 1, "ms", detail)
    yield Figure(
        "first view", size / 1000, FIRST_VIEW, 1, "kB", "compressed, with all that the page asks for"
    )


async def _log_in(origin: str) -> list[dict[str, str]]:
    """Log everybody in, and return their cookies."""
    cookies = []
    async with httpx.AsyncClient(base_url=origin, headers={"origin": origin}, timeout=30) as client:
        for number in range(PEOPLE):
            client.cookies.clear()
            form = {"company": "full", "login": f"person{number}", "password": PASSWORD}
            answer = await client.post("/login", data=form, headers={"x-forwarded-for": f"192.0.2.{number}"})
            if answer.status_code != 303:
                raise SystemExit(f"nobody can log in: {answer.status_code}")
            cookies.append(dict(client.cookies))
    return cookies


async def _clicks(
    origin: str, people: Sequence[Mapping[str, str]], pages: Sequence[str]
) -> dict[str, list[float]]:
    """Have everybody open pages, and return how many milliseconds each took."""
    took: dict[str, list[float]] = {page: [] for page in pages}
    chance = random.Random(1)

    async def person(cookies: Mapping[str, str]) -> None:
        # As a browser does, which asks again where a server has closed an idle connection.
        limits = httpx.Limits(keepalive_expiry=2)
        async with httpx.AsyncClient(
            base_url=origin, cookies=dict(cookies), timeout=30, limits=limits
        ) as client:
            for _ in range(OPENED):
                await asyncio.sleep(chance.expovariate(1 / THINKING))
                page = chance.choice(pages)
                begin = time.perf_counter()
                answer = await client.get(page)
                took[page].append((time.perf_counter() - begin) * 1000)
                if answer.status_code != 200:
                    raise SystemExit(f"{page} answers {answer.status_code}")

    await asyncio.gather(*map(person, people))
    return took


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]


def _first_view(origin: str, cookies: Mapping[str, str]) -> int:
    """Return the bytes of the first page after the log-in, as nginx compresses them."""
    with httpx.Client(base_url=origin, cookies=dict(cookies)) as client:
        page = client.get("/")
        parts = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
        return sum(len(gzip.compress(one.content, 5)) for one in (page, *map(client.get, parts)))


@contextmanager
def _bare() -> Iterator[str]:
    """Serve a bare page as the portal is served."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tests.bench.bare_page:app", "--workers", "2"]
    process = subprocess.Popen([*command, "--port", str(port), "--log-level", "warning"], cwd=REPOSITORY)
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
