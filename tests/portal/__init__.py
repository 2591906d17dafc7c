"""The portal against a real PostgreSQL, with the rights that it has on a host."""
