"""Tests of what the role postgresql puts beside the server."""
