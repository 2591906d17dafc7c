"""Browsers in the words of those who use them."""

__all__ = ["described"]

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""In this order: most browsers claim to be others too."""
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def described(agent: str) -> str:
    """Return what a ``User-Agent`` says in two words; as it is, cut, when it is none of the usual ones."""
    words = [next((word for mark, word in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(word for word in words if word) if words[0] else agent[:60]
