"""Write a call plan: plan.py SCHEMA FILE. The tenant acme has texts to be spoken."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

TEXTS = {
    "greeting": "Dzień dobry, {caller_name}. Tu {company}.",
    "order": "Zamówienie {order_number} jest {status}.",
    "number": "Dzwonisz z {caller_number} na {dialled_number} do {user_name}.",
    "english": "Hello {caller_name}.",
}

schema, file = Path(sys.argv[1]), Path(sys.argv[2])
os.umask(0o027)
subprocess.run(["groupadd", "--system", "--force", "wco_plan"], check=True)
file.parent.mkdir(parents=True, exist_ok=True)
file.parent.chmod(0o750)
with sqlite3.connect(file) as plan:
    plan.executescript(schema.read_text())
    plan.execute(
        "INSERT INTO tenant VALUES"
        " ('acme', 'Acme', 'pl', 'Europe/Warsaw', 1, 30, 0, 0, 6, 200, 2, 60, 2000, 30, 0, 1, 0, 20, 60, 90, 10, 300, 600, 365)"
    )
    # A company that may have one new text spoken in a minute.
    plan.execute(
        "INSERT INTO tenant VALUES"
        " ('frugal', 'Frugal', 'pl', 'Europe/Warsaw', 1, 30, 0, 0, 6, 200, 2, 60, 2000, 30, 0, 1, 0, 20, 60, 90, 10, 300, 1, 365)"
    )
    plan.execute("INSERT INTO block VALUES ('frugal', 'number', 'personal_announcement', 'pl')")
    plan.execute("INSERT INTO personal VALUES ('frugal', 'number', '{caller_number}', '', 'aa00')")
    for block, text in TEXTS.items():
        language = "en" if block == "english" else "pl"
        plan.execute("INSERT INTO block VALUES ('acme', ?, 'personal_announcement', ?)", (block, language))
        plan.execute("INSERT INTO personal VALUES ('acme', ?, ?, 'Anna', 'aa00')", (block, text))
    plan.executemany(
        "INSERT INTO contact VALUES ('acme', ?, ?)",
        [("+48600100200", "Jan Kowalski"), ("+48600100201", "$(touch /tmp/owned); {company} [[boom]]\n<b>")],
    )
plan.close()
for path in (file.parent, file):
    shutil.chown(path, "root", "wco_plan")
