"""Webhooks: what happens is told to companies' own servers. ``python -m wco_portal.webhooks`` is the service that sends."""
