"""Passwords and certificates of a site, and the vault that keeps them."""
