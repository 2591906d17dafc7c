"""Codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when the phone is lost."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken

__all__ = [
    "accepted_step",
    "is_recovery_code",
    "new_key",
    "new_recovery_codes",
    "offered",
    "open_key",
    "open_offer",
    "picture",
    "seal_key",
]

_STEP_SECONDS = 30
_RECOVERY_CODES = 10
_OFFER_SECONDS = 1800


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


def offered(portal_key: bytes, account: UUID, key: str) -> str:
    """Return a new key as the form carries it that asks for its first code: nothing is kept until that is right."""
    return seal_key(portal_key, f"{account} {key}").decode()


def open_offer(portal_key: bytes, account: UUID, offer: str) -> str:
    """Return the key that was offered to an account; nothing when it is no such offer, or older than half an hour."""
    try:
        whose, _, key = Fernet(portal_key).decrypt(offer.encode(), _OFFER_SECONDS).decode().partition(" ")
    except InvalidToken:
        return ""
    return key if whose == str(account) else ""


def picture(key: str, account: str, service: str) -> str:
    """Return the QR code that apps scan, as the address of an image (SVG, white under it in dark mode too)."""
    address = pyotp.TOTP(key).provisioning_uri(name=account, issuer_name=service)
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff")


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
