"""What is switched over now, and switching it."""
