"""``python -m wco_portal``: serve the portal on the socket that systemd hands over, or on a port of the loopback."""

import os

import uvicorn
from fastapi import FastAPI

from wco_portal.app import create_app
from wco_portal.settings import Settings

FIRST_SOCKET = 3
"""sd_listen_fds(3)."""


def application() -> FastAPI:
    """Return the application of one worker process, with the settings of the environment."""
    return create_app(Settings.read())


def main() -> None:
    """Serve until a signal ends it."""
    handed = os.environ.get("LISTEN_FDS") == "1"
    uvicorn.run(
        "wco_portal.__main__:application",  # by its name, since each worker makes its own
        factory=True,
        workers=int(os.environ.get("WCO_PORTAL_WORKERS", "1")),
        fd=FIRST_SOCKET if handed else None,
        host="127.0.0.1",
        port=int(os.environ.get("WCO_PORTAL_PORT", "8000")),
        proxy_headers=False,  # address_of knows whom to believe
        server_header=False,
        access_log=False,  # nginx has one
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
