"""The typed specs: models, loading with exact error places, and the rules that bind their parts together."""
