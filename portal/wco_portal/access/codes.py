"""Codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when the phone is lost."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import pyotp
import segno
from cryptography.fernet import Fernet

__all__ = [
    "accepted_step",
    "is_recovery_code",
    "new_key",
    "new_recovery_codes",
    "open_key",
    "picture",
    "seal_key",
]

_STEP_SECONDS = 30
_RECOVERY_CODES = 10


def new_key() -> str:
    """Return a new key, as apps take it."""
    return pyotp.random_base32()


def seal_key(portal_key: bytes, key: str) -> bytes:
    """Return a key as it is kept."""
    return Fernet(portal_key).encrypt(key.encode())


def open_key(portal_key: bytes, kept: bytes) -> str:
    """Return a kept key; cryptography's InvalidToken when the portal's key is another one."""
    return Fernet(portal_key).decrypt(kept).decode()


def accepted_step(key: str, code: str, last: int, now: datetime) -> int | None:
    """Return the 30 seconds that a code is of; None when it is wrong or no newer than the last one that was taken.

    The code before and that after are taken too: clocks differ.
    """
    totp = pyotp.TOTP(key)
    current = int(now.timestamp()) // _STEP_SECONDS
    digits = "".join(code.split())
    for step in (current, current - 1, current + 1):
        if step > last and secrets.compare_digest(totp.generate_otp(step).encode(), digits.encode()):
            return step
    return None


def picture(key: str, account: str, service: str) -> str:
    """Return the QR code that apps scan, as an SVG text."""
    address = pyotp.TOTP(key).provisioning_uri(name=account, issuer_name=service)
    return segno.make(address, error="m").svg_inline(scale=5, border=2)


def new_recovery_codes() -> tuple[list[str], list[str]]:
    """Return new codes, each to be used once, and what is kept of them; 48 bits each."""
    codes = [
        "-".join(secrets.token_hex(8)[part : part + 4] for part in (0, 4, 8)) for _ in range(_RECOVERY_CODES)
    ]
    return codes, [_kept(code) for code in codes]


def is_recovery_code(code: str, kept: Sequence[str]) -> str:
    """Return what is kept of a code if it is one of them; else nothing."""
    digest = _kept(code.strip().lower())
    return digest if digest in kept else ""


def _kept(code: str) -> str:
    return sha256(code.encode()).hexdigest()
