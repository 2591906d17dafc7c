"""From the typed spec to what the hosts get: pure functions, no disk, no clock, no network."""
