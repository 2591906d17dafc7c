"""Conditional routing (warunkowe przekierowanie): ordered rules, the first that holds decides."""
