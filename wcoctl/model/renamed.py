"""Words that have another name now: whoever writes an old one is told the new one."""

from collections.abc import Container

__all__ = ["new_name"]

_NEW = {
    "black_list": "blocklist",
    "packages": "minute_bundles",
    "redirects": "forwarding",
    "phone_service": "feature_codes",
    "server": "webhook",
    "server-key": "webhook-key",
    "--server": "--webhook",
    "--switch": "--override",
}
"""New words by old ones: of keys and values in specs, of commands and their options."""


def new_name(old: str, known: Container[str]) -> str | None:
    """Return the new name of something that was renamed, if this place knows it."""
    new = _NEW.get(old)
    return new if new is not None and new in known else None
