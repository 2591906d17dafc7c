"""Personalised announcement (komunikat spersonalizowany): a text spoken for this one caller."""
