"""Asterisk's side of the spool, the company's side of the call plan, and the relay's letters."""

import json
import shlex
import time
import uuid
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

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


def wait_until(check, seconds):
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.1)


class Node:
    """The media node under test."""

    def __init__(self, host):
        self.host = host

    def python(self, code, *arguments, user="root"):
        """Run a program; Asterisk's files get the spool's group by the folder."""
        who = (
            ["setpriv", f"--reuid={user}", "--regid=wco_voicemail", "--clear-groups"]
            if user != "root"
            else []
        )
        return self.host.check_output(shlex.join([*who, "python3", "-c", code, *arguments]))

    def spool(self, sql):
        """Write as Asterisk does."""
        self.python(RUN_SQL, f"{SPOOL}/voicemail.db", sql, user="asterisk")

    def rows(self, query="SELECT message FROM voicemail"):
        """Ask the spool."""
        return json.loads(self.python(ASK_SQL, f"{SPOOL}/voicemail.db", query))

    def company(self, addresses, *, owner="Anna Nowak", name="ACME", language="pl"):
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

    def record(self, tenant, *, seconds=3.0, caller="+48600100200", began=START, ended=START + 3000):
        """Leave a message as Asterisk does; return its name."""
        message = str(uuid.uuid4())
        self.python(TONE, f"{SPOOL}/{message}.wav", str(seconds), user="asterisk")
        self.spool(
            "INSERT INTO voicemail (message, call, tenant, block, caller, dialled, began, ended, refused) VALUES"
            f" ('{message}', '{uuid.uuid4()}', '{tenant}', 'box', '{caller}', '+48221234567', {began}, {ended}, '')"
        )
        return message

    def status(self):
        """Return what the service says it is doing."""
        return self.host.check_output("systemctl show --property=StatusText --value wco-voicemail")

    def journal(self):
        """Return what the service has said."""
        return self.host.check_output("journalctl -u wco-voicemail --no-pager --output=cat")


class Relay:
    """The operator's relay."""

    def __init__(self, host):
        self.host = host

    def set(self, file, text):
        """Tell the relay what to do."""
        self.host.check_output(
            f"cd /var/lib/relay && printf %s {shlex.quote(text)} >{file}.tmp && mv {file}.tmp {file}"
        )

    def clear(self):
        """Have a relay that takes everything and has nothing."""
        self.host.check_output("cd /var/lib/relay && rm -f answers.json slow plain *.letter")
        self.host.check_output("systemctl restart relay")

    def letters(self, message):
        """Return envelope and e-mail of each copy of a message."""
        pattern = f"grep -laF {shlex.quote(f'<{message}@')} /var/lib/relay/*.letter || true"
        names = self.host.check_output(pattern).split()
        found = []
        for name in sorted(names):
            envelope, _, content = self.host.file(name).content.partition(b"\n")
            found.append((json.loads(envelope), message_from_bytes(content, EmailMessage, policy=SMTP)))
        return found


@pytest.fixture(scope="session")
def schema():
    return (Path(__file__).parents[3] / "schemas" / "voicemail_spool.sql").read_text()


@pytest.fixture
def node(host, schema):
    node = Node(host)
    file = f"{SPOOL}/voicemail.db"
    host.check_output(f"test -e {file} || install -m 0660 -o asterisk -g wco_voicemail /dev/null {file}")
    node.spool(f"PRAGMA journal_mode = WAL; {schema}")
    return node


@pytest.fixture
def relay(host):
    relay = Relay(host)
    relay.clear()
    yield relay
    relay.clear()
