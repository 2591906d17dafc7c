"""Passwords of accounts: hashed with argon2id; one-time passwords, which their person replaces at the first log-in."""

import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

__all__ = ["ONE_TIME", "hash_password", "matches", "new_password"]

ONE_TIME = timedelta(days=7)
"""So long a one-time password is taken."""
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
"""The second choice of OWASP's password storage guide: 19 MiB, so that fifty people can log in at once."""
_NOBODYS = _hasher.hash(secrets.token_urlsafe())


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one of which ``kept`` was kept; it takes as long when there is none."""
    try:
        return _hasher.verify(kept or _NOBODYS, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def new_password() -> str:
    """Return a one-time password: four groups that can be read out by telephone, 80 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
