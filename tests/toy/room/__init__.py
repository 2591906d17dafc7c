"""Pause (pauza): the caller waits for a moment."""
