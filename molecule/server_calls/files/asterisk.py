"""Asterisk's side of FastAGI: takes a list of calls as JSON, makes them all at once, and prints how each ended.

asterisk.py SCRIPT PORT

Each call is a mapping of channel variables, and `hangs_up_after` for a caller without patience. Printed are the
variables that were set, and `seconds`. Commands are taken apart as Asterisk's res_agi does.
"""

import asyncio
import json
import sys
import time
import uuid
from typing import Any

SCRIPT, PORT = sys.argv[1], int(sys.argv[2])
HEADERS = f"agi_network: yes\nagi_network_script: {SCRIPT}\nagi_request: agi://127.0.0.1/{SCRIPT}\nagi_enhanced: 0.0\n\n"


def arguments(command: str) -> list[str]:
    """Divide a command: blanks part, quotes hold together, a backslash takes the next sign as it is."""
    words: list[str] = []
    word: str | None = None
    quoted = escaped = False
    for sign in command:
        if sign == '"' and not escaped:
            quoted, word = not quoted, word or ""
        elif sign == "\\" and not escaped:
            escaped, word = True, word or ""
        elif sign in " \t" and not quoted and not escaped:
            words, word = words + ([word] if word is not None else []), None
        else:
            word, escaped = (word or "") + sign, False
    return words + ([word] if word is not None else [])


async def call(variables: dict[str, Any]) -> dict[str, str | float]:
    """Make one call."""
    began = time.monotonic()
    channel = {
        "WCO_CALL": str(uuid.uuid4()),
        "WCO_BLOCK": "crm",
        "WCO_WEBHOOK_TIMEOUT_MS": "3000",
        **variables,
    }
    given: dict[str, str | float] = {}
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(HEADERS.encode())
    if "hangs_up_after" in channel:
        asyncio.get_running_loop().call_later(channel["hangs_up_after"], writer.write, b"HANGUP\n")
    while line := await reader.readline():
        match arguments(line.decode().rstrip("\n")):
            case ["GET", "VARIABLE", name]:
                value = channel.get(name)
                reply = "200 result=0" if value is None else f"200 result=1 ({value})"
            case ["SET", "VARIABLE", name, value]:
                given[name] = value
                reply = "200 result=1"
            case other:
                raise ValueError(f"unexpected command {other}")
        writer.write(f"{reply}\n".encode())
    writer.close()
    return given | {"seconds": time.monotonic() - began}


async def main() -> None:
    """Make the calls of standard input."""
    calls = json.load(sys.stdin)
    print(json.dumps(await asyncio.gather(*map(call, calls))))


asyncio.run(main())
