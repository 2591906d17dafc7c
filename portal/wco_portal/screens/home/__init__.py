"""The first page: how the switchboard stands."""
