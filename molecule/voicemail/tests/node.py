"""The media node under test: Asterisk's side of its spool, and the company's side of its call plan."""

import json
import os
import shlex
import time
import uuid
from collections.abc import Callable, Iterable

from testinfra.host import Host

NODE = f"{os.environ.get('LAB_CLONE') or 'lab-'}voicemail"
"""The host with a relay; the one without it is called so too, with -bare at its end."""
SPOOL = "/var/spool/wco/voicemail"
START = 1_795_000_000_123
RUN_SQL = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=10).executescript(sys.argv[2])"
# What a row of the plan needs besides is filled in. The write-ahead log stays, as the plan's readers may not make one.
INSERT = """import json, sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=10)
database.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE)
with database:
    for table, row in json.loads(sys.argv[2]).items():
        columns = database.execute(f"PRAGMA table_info({table})").fetchall()
        row = {name: {"TEXT": "", "INTEGER": 0}[kind] for _, name, kind, *_ in columns} | row
        places = ", ".join(f":{name}" for name in row)
        database.execute(f"INSERT INTO {table} VALUES ({places})", row)"""
ASK_SQL = """import json, sqlite3, sys
print(json.dumps(sqlite3.connect(sys.argv[1], timeout=10).execute(sys.argv[2]).fetchall()))"""
TONE = """import math, os, struct, sys, wave
os.umask(0o027)
with wave.open(sys.argv[1], "wb") as file:
    file.setparams((1, 2, 8000, 0, "NONE", ""))
    for n in range(int(float(sys.argv[2]) * 8000)):
        file.writeframesraw(struct.pack("<h", int(9000 * math.sin(math.tau * 440 * n / 8000))))"""


def wait_until(check: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.1)


class Node:
    """The media node under test."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def python(self, code: str, *arguments: str, user: str = "root") -> str:
        """Run a program; Asterisk's files get the spool's group by the folder."""
        who = (
            ["setpriv", f"--reuid={user}", "--regid=wco_voicemail", "--clear-groups"]
            if user != "root"
            else []
        )
        return self.host.check_output(shlex.join([*who, "python3", "-c", code, *arguments]))

    def spool(self, sql: str) -> None:
        """Write as Asterisk does."""
        self.python(RUN_SQL, f"{SPOOL}/voicemail.db", sql, user="asterisk")

    def rows(self, query: str = "SELECT message FROM voicemail") -> list[list[str]]:
        """Ask the spool."""
        found: list[list[str]] = json.loads(self.python(ASK_SQL, f"{SPOOL}/voicemail.db", query))
        return found

    def company(
        self, addresses: Iterable[str], *, owner: str = "Anna Nowak", name: str = "ACME", language: str = "pl"
    ) -> str:
        """Have a company with a voicemail block ``box``; return its name in the plan."""
        tenant = f"t{uuid.uuid4().hex[:12]}"
        rows = {
            "tenant": {"tenant": tenant, "name": name, "language": language, "timezone": "Europe/Warsaw"},
            "block": {"tenant": tenant, "block": "box", "type": "voicemail", "language": language},
            "voicemail": {
                "tenant": tenant,
                "block": "box",
                "owner": owner,
                "recipients": ",".join(addresses),
            },
        }
        self.python(INSERT, "/var/lib/wco/callplan/callplan.db", json.dumps(rows))
        return tenant

    def record(
        self,
        tenant: str,
        *,
        seconds: float = 3.0,
        caller: str = "+48600100200",
        began: int = START,
        ended: int = START + 3000,
    ) -> str:
        """Leave a message as Asterisk does; return its name."""
        message = str(uuid.uuid4())
        self.python(TONE, f"{SPOOL}/{message}.wav", str(seconds), user="asterisk")
        self.spool(
            "INSERT INTO voicemail (message, call, tenant, block, caller, dialled, began, ended, refused) VALUES"
            f" ('{message}', '{uuid.uuid4()}', '{tenant}', 'box', '{caller}', '+48221234567', {began}, {ended}, '')"
        )
        return message

    def status(self) -> str:
        """Return what the service says it is doing."""
        return self.host.check_output("systemctl show --property=StatusText --value wco-voicemail")

    def journal(self) -> str:
        """Return what the service has said."""
        return self.host.check_output("journalctl -u wco-voicemail --no-pager --output=cat")
