"""Specs as people and accidents spoil them, and everything that reads them."""
