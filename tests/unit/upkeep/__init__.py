"""Tests of what the role upkeep looks at."""
