"""The switchboard's entries: users, blocks, schedules and all else that people configure, as lists and forms."""
