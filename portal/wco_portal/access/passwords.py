"""Passwords: hashed with argon2id, accepted by length and by how easily they are guessed."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from wco_portal.texts import marked

__all__ = ["hash_password", "matches", "mistake_in_new", "new_password", "weakness"]

SHORTEST, LONGEST = 12, 128
_HARD_TO_GUESS = 3
"""Of zxcvbn's 0 to 4: at least 10**8 guesses."""
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


def weakness(password: str, *known: str) -> str:
    """Return what is wrong with a new password, as a text to be translated; empty if nothing is.

    ``known`` are words that a guesser tries first: login, company, name.
    """
    if len(password) < SHORTEST:
        return marked("Use at least 12 characters; several words are easy to remember.")
    if len(password) > LONGEST:
        return marked("Use at most 128 characters.")
    if zxcvbn(password[:100], user_inputs=[word for word in known if word])["score"] < _HARD_TO_GUESS:
        return marked(
            "This password is on a list of common ones or easy to guess; use several unrelated words."
        )
    return ""


def mistake_in_new(password: str, again: str, kept: str | None, *known: str) -> str:
    """Return what is wrong with a password that was chosen, and given twice; ``kept`` is of the present one."""
    if password != again:
        return marked("The two passwords differ.")
    if matches(password, kept):
        return marked("This is the present password; choose another one.")
    return weakness(password, *known)
