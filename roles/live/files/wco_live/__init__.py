"""Service wco-live: what calls change, in step with the call plan and with PostgreSQL."""
