"""Service wco-call-records: what Asterisk has noted of calls goes to PostgreSQL."""
