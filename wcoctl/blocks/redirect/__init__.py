"""Redirect (przekierowanie): a fixed number rings."""
