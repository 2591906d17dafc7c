"""The switchboard as people see it: what its parts are called, and its picture."""
