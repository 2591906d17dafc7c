"""Addresses that this machine takes on the lab's network."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["own_address"]


@contextmanager
def own_address(address: str, neighbour: str) -> Iterator[str]:
    """Give this machine an address on the network where a neighbour is, if it has none yet."""
    route = subprocess.run(["ip", "-j", "route", "get", neighbour], capture_output=True, check=True)
    device = json.loads(route.stdout)[0]["dev"]
    added = subprocess.run(["ip", "address", "add", f"{address}/32", "dev", device], capture_output=True)
    try:
        yield address
    finally:
        if added.returncode == 0:
            subprocess.run(["ip", "address", "del", f"{address}/32", "dev", device], check=True)
