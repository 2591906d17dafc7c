"""What the portal is told by its unit: environment variables, and files for secrets."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """Settings of one portal process."""

    origin: str
    """What browsers call it, without a path: ``https://portal.example.com``."""
    database: str
    """libpq's connection string, without the password, which is in ``PGPASSFILE``."""
    key: bytes
    """Encrypts keys of authenticator apps, and signs the names of browsers: 32 bytes as Fernet writes them."""
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Where requests come from whose ``X-Forwarded-For`` is believed; a request over a Unix socket always is one of them."""
    connections: int = 8
    """Connections to PostgreSQL at most."""

    @property
    def webhook_key(self) -> bytes:
        """What webhooks' keys are made from. The service that sends them knows it, and not ``key``."""
        return sha256(b"wco webhooks " + self.key).digest()

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment; KeyError names what is missing."""
        return cls(
            origin=environment["WCO_PORTAL_ORIGIN"].rstrip("/"),
            database=environment["WCO_PORTAL_DATABASE"],
            key=Path(environment["WCO_PORTAL_KEY_FILE"]).read_bytes().strip(),
            proxies=tuple(ip_network(one) for one in environment.get("WCO_PORTAL_PROXIES", "").split()),
            connections=int(environment.get("WCO_PORTAL_CONNECTIONS", "8")),
        )
