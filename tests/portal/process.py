"""The portal as a process of its own, as its unit runs it, with a database of the tests' own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server

import httpx
from cryptography.fernet import Fernet
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed


def free_port() -> int:
    """Return a port of the loopback that nobody listens to."""
    with create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def portal(socket: Path, database: str, folder: Path, workers: int = 1) -> Iterator[str]:
    """Run the portal, and give what browsers call it."""
    port = free_port()
    key = folder / "key"
    key.write_bytes(Fernet.generate_key())
    origin = f"http://localhost:{port}"
    environment = {
        "WCO_PORTAL_ORIGIN": origin,
        "WCO_PORTAL_DATABASE": f"host={socket} dbname={database} user=wco_portal",
        "WCO_PORTAL_KEY_FILE": str(key),
        "WCO_PORTAL_PORT": str(port),
        "WCO_PORTAL_WORKERS": str(workers),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    process = subprocess.Popen([sys.executable, "-m", "wco_portal"], env=os.environ | environment)
    try:
        wait_for(f"{origin}/login")
        yield origin
    finally:
        process.terminate()
        process.wait(20)


@retry(
    retry=retry_if_exception_type(httpx.TransportError),
    wait=wait_fixed(0.1),
    stop=stop_after_delay(20),
    reraise=True,
)
def wait_for(address: str) -> None:
    """Wait until something answers there."""
    httpx.get(address)
