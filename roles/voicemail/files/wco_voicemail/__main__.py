"""Service wco-voicemail: takes recorded messages from this node's spool to the operator's mail relay.

A message leaves the spool only after the relay has taken it. The relay's word is noted at once; when the service is killed in
between, the message goes again with the same Message-ID.

The environment says where spool and call plan are (WCO_VOICEMAIL_SPOOL, WCO_CALLPLAN), how full the disk may be
(WCO_VOICEMAIL_DISK_PERCENT), and how to reach the relay (WCO_RELAY_...).
"""

import os
import sqlite3
import subprocess
from pathlib import Path

from wco_host.service import serve
from wco_voicemail.delivery import Delivery
from wco_voicemail.relay import TROUBLE, Relay

LONGEST_WAIT = 60.0
"""Seconds between two tries when the relay is not to be had."""


def relay() -> Relay:
    """Read the relay from the environment; the login is a file of two lines, user and password."""
    host, port, tls, sender, login, authorities = (
        os.environ[f"WCO_RELAY_{name}"] for name in ("HOST", "PORT", "TLS", "SENDER", "LOGIN", "CA")
    )
    user, _, password = Path(login).read_text(encoding="utf-8").rstrip("\n").partition("\n")
    return Relay(host, int(port), tls, sender, user, password, authorities or None)


def main() -> None:
    """Deliver until the service is stopped."""
    spool, callplan = (Path(os.environ[name]) for name in ("WCO_VOICEMAIL_SPOOL", "WCO_CALLPLAN"))
    delivery = Delivery(spool, callplan, relay(), int(os.environ["WCO_VOICEMAIL_DISK_PERCENT"]))
    serve(
        "messages in the spool", delivery, (*TROUBLE, sqlite3.Error, subprocess.SubprocessError), LONGEST_WAIT
    )


if __name__ == "__main__":
    main()
