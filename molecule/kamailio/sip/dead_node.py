"""A media node that is dead for more than a minute, flaps, and comes back: plays against an edge of its own, prints what calls saw.

The edge is a second Kamailio in the container with the role's configuration and the role's own times. So this plays beside the
other stories, and its minute costs none.
"""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.tools.peers import Dialog, Peer

ADDRESS = "127.0.0.2"
EDGE = (ADDRESS, 5060)
LIVE, OWN = Path("/etc/kamailio/live"), Path("/run/dead_node")
NUMBER = "+48221002000"
DEAD, FLAPS = 62.0, 3
SETTINGS = {
    "WCO_ADDRESS": ADDRESS,
    "WCO_WORKERS": "2",
    "WCO_TCP_WORKERS": "1",
    "WCO_PING_SECONDS": "2",
    "WCO_DISPATCHER_LIST": f"{OWN}/dispatcher.list",
}
NODES = ("127.0.0.41", "127.0.0.42")
TRUNK = "127.0.0.40"


def configure() -> None:
    """Write the role's configuration with other addresses."""
    shutil.copytree(LIVE, OWN, dirs_exist_ok=True)
    local = OWN / "local.cfg"
    lines = local.read_text().splitlines()
    for name, value in SETTINGS.items():
        lines = [f'#!substdef "!{name}!{value}!g"' if f'"!{name}!' in line else line for line in lines]
    local.write_text("\n".join(lines) + "\n")
    modules = OWN / "modules.cfg"
    modules.write_text(modules.read_text().replace("/run/kamailio/kamailio_ctl", f"{OWN}/ctl"))
    limits = "calls=50;per_number=40;per_caller=30;per_tenant=50;requests=500"
    peers = [f"1 sip:{TRUNK}:5060 32 0 name=carrier;media=11;{limits};identity=asserted"]
    for first in range(2):
        peers += [f"{101 + first} sip:{NODES[(first + step) % 2]}:5080 0 {2 - step}" for step in range(2)]
    (OWN / "dispatcher.list").write_text("\n".join(peers) + "\n")
    subprocess.run(["chown", "-R", "kamailio:kamailio", OWN], check=True)


@contextmanager
def edge() -> Iterator[None]:
    """Run the edge."""
    configure()
    command = [
        "kamailio",
        "-DD",
        "-E",
        "-f",
        f"{OWN}/kamailio.cfg",
        "-u",
        "kamailio",
        "-g",
        "kamailio",
        "-m",
        "64",
    ]
    with Path("/run/dead_node.log").open("w") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
    try:
        yield
    finally:
        running.terminate()
        running.wait(20)


def states() -> str:
    """Return what the edge thinks of its peers."""
    command = ["kamcmd", "-s", f"unix:{OWN}/ctl", "dispatcher.list"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


class Caller:
    """Places calls one after the other, each refused by the node that gets it."""

    def __init__(self) -> None:
        self.trunk = Peer(TRUNK, 5060, EDGE)
        self.first, self.second = (Peer(address, 5080, EDGE) for address in NODES)
        self.began = time.monotonic()
        self.calls: list[dict[str, Any]] = []

    def call(self) -> dict[str, Any]:
        """Place a call; return when it was, which node had it, and how long the caller waited."""
        call = Dialog(f"sip:{NUMBER}@{ADDRESS}", self.trunk, f"+48600{len(self.calls):06}")
        sent = time.monotonic()
        self.trunk.send(call.request("INVITE"))
        taken = None
        while taken is None and time.monotonic() < sent + 5:
            for node in (self.first, self.second):
                message = node.next(0.02)
                if message and message.method == "INVITE":
                    node.reply(message, 486, "Busy Here")
                    taken = node.address
        waited = time.monotonic() - sent
        final = self.trunk.next(1)
        if final:
            tag = final.headers("To")[0].partition(";tag=")[2]
            self.trunk.send(call.request("ACK", to_tag=tag))
        found = {"at": sent - self.began, "node": taken, "waited": waited, "status": final and final.status}
        self.calls.append(found)
        return found

    def until(self, moment: float) -> list[dict[str, Any]]:
        """Place a call each second until then; return them."""
        placed = []
        while time.monotonic() < moment:
            next_call = time.monotonic() + 1
            placed.append(self.call())
            time.sleep(max(0.0, next_call - time.monotonic()))
        return placed


def wait_for_both() -> None:
    """Wait until both nodes are in service."""
    deadline = time.monotonic() + 30
    while (said := states()).count("FLAGS: AP\n") != 4:
        if time.monotonic() > deadline:
            raise TimeoutError(said + Path("/run/dead_node.log").read_text()[-2000:])
        time.sleep(0.2)


def play() -> dict[str, Any]:
    """Play the story."""
    at = Caller()
    wait_for_both()
    seen: dict[str, Any] = {"before": at.call()}
    at.first.silent, at.began = True, time.monotonic()
    seen["dead"] = at.until(at.began + DEAD)
    seen["flapping"] = []
    for _ in range(FLAPS):
        at.first.silent = False
        # Two seconds: time for two answers, not for the third one.
        seen["flapping"] += at.until(time.monotonic() + 1.5)
        at.first.silent = True
        seen["flapping"] += at.until(time.monotonic() + 4)
    at.first.silent, alive = False, time.monotonic()
    while at.call()["node"] != NODES[0] and time.monotonic() < alive + 20:
        time.sleep(0.3)
    seen["back_after"] = time.monotonic() - alive
    return seen


if __name__ == "__main__":
    with edge():
        print(json.dumps(play()))
