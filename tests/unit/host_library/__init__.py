"""Tests of what roles share."""
