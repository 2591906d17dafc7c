"""Tests of what the edge decides by itself."""
