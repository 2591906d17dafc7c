"""Passwords that people choose: accepted by length and by how easily they are guessed."""

from zxcvbn import zxcvbn

from wco_portal.texts import marked
from wcoctl.accounts.passwords import matches

__all__ = ["mistake_in_new", "weakness"]

SHORTEST, LONGEST = 12, 128
_HARD_TO_GUESS = 3
"""Of zxcvbn's 0 to 4: at least 10**8 guesses."""


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
