"""Service wco-server-calls: companies' servers say what a call does next."""
