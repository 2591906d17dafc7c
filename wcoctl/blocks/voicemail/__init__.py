"""Voicemail (poczta głosowa): the caller leaves a message, which goes out by e-mail."""
