"""Announcement (komunikat): a prompt, and on."""
