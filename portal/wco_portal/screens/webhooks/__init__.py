"""The screen of webhooks."""
