"""Plays all stories in this container against the edge and prints what the peers saw, as JSON."""

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import stories
from edge import Peers, ask, output

from tests.tools.peers import Peer

PLAN = Path("/var/lib/wco/callplan/callplan.db")
TENANTS = {"acme": (0, "+48221002000"), "beta": (1, "+48221002001"), "_site": (1, "+48221009000")}
USERS = {
    ("acme", "adam", "+48600200001"): "+48221002000",
    ("acme", "beata", "+48600200002"): "",
    ("acme", "zofia", "+48600200003"): "",
    ("beta", "zofia", "+48600200003"): "+48221002001",
}
"""Tenant, user and phone, and the main number that they may present."""
DIRECT = "+48600200002"


def remove_plan() -> None:
    """Make the edge one that was started before its call plan came."""
    for suffix in ("", "-wal", "-shm"):
        PLAN.with_name(PLAN.name + suffix).unlink(missing_ok=True)
    subprocess.run(["systemctl", "restart", "kamailio"], check=True)


def write_plan() -> None:
    """Write the call plan, as the module wco_callplan leaves it."""
    PLAN.parent.mkdir(parents=True, exist_ok=True)
    plan = sqlite3.connect(PLAN)
    plan.execute("PRAGMA journal_mode = WAL")
    plan.executescript(Path("/opt/schemas/callplan.sql").read_text())
    for tenant, (slot, number) in TENANTS.items():
        plan.execute(
            "INSERT INTO tenant VALUES (?, ?, 'pl', 'Europe/Warsaw', ?, 10, 0, 0, 6, 200, 2, 60, 2000, 30, 0, 1, 0, 20, 60,"
            " 90, 10, 300, 30, 365)",
            (tenant, tenant, slot),
        )
        plan.execute("INSERT INTO number VALUES (?, ?, 'welcome', 1)", (number, tenant))
    for person, shown in USERS.items():
        plan.execute(
            "INSERT INTO user VALUES (?, ?, '', ?, '', 20, 1, 0, '', '', '', '', ?, 0)", (*person, shown)
        )
    plan.execute("INSERT INTO direct VALUES (?, 'acme', 'beata', 'welcome')", (DIRECT,))
    plan.execute("INSERT INTO emergency VALUES ('112')")
    close_plan(plan)
    readable = [PLAN, *PLAN.parent.glob("callplan.db-*")]
    subprocess.run(["chgrp", "wco_plan", PLAN.parent, *readable], check=True)
    subprocess.run(["chmod", "0640", *readable], check=True)
    subprocess.run(["chmod", "0750", PLAN.parent], check=True)


def change_plan(sql: str) -> None:
    """Change one tenant."""
    plan = sqlite3.connect(PLAN)
    plan.execute(sql)
    close_plan(plan)


def close_plan(plan: sqlite3.Connection) -> None:
    """Leave the -wal and -shm files, since readers cannot make them."""
    plan.commit()
    if sys.version_info >= (3, 12):  # as in the container
        plan.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
    plan.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    plan.close()


def wait_for_nodes(flags: str = "AP", count: int = 5) -> None:
    """Wait until the edge has seen the media nodes' answers."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        peers = output("kamcmd", "dispatcher.list")
        if peers.count(f"FLAGS: {flags}\n") == count:
            return
        time.sleep(0.2)
    raise TimeoutError(peers)


def main() -> None:
    """Play everything in one go: the peers have to be there all the time, or the edge passes them over."""
    remove_plan()
    at = Peers(
        trunk=Peer("127.0.0.21", 5060),
        second=Peer("127.0.0.22", 5060),
        cheap=Peer("127.0.0.23", 5060),
        dear=Peer("127.0.0.24", 5060),
        abroad=Peer("127.0.0.25", 5060),
        south=Peer("127.0.0.26", 5060),
        node1=Peer("127.0.0.1", 5080),
        node2=Peer("127.0.0.12", 5080),
        stranger=Peer("127.0.0.99", 5060),
        neighbour=Peer("127.0.0.1", 6000),
    )
    wait_for_nodes()
    seen: dict[str, Any] = {"no_plan": ask(at, "+48221002000")}
    write_plan()
    seen["late_number_before"] = ask(at, "+48221002009")
    change_plan("INSERT INTO number VALUES ('+48221002009', 'acme', 'welcome', 0)")
    seen["late_number_after"] = ask(at, "+48221002009")
    dead_node = subprocess.Popen(
        ["python3", "/opt/sip/dead_node.py"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    began = int(time.time())
    for story in stories.ALL:
        at.rest()
        seen[story.__name__] = story(at)
    at.node1.silent = False
    wait_for_nodes()
    seen["journal"] = output("journalctl", "-u", "kamailio", "-o", "cat", "--since", f"@{began}").split("\n")
    played, trouble = dead_node.communicate()
    if dead_node.returncode:
        raise RuntimeError(trouble)
    seen["dead_node"] = json.loads(played)
    print(json.dumps(seen, default=vars))


main()
