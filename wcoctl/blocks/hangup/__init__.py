"""Hang-up (zakończenie): the end of a call."""
