"""What hosts know of their site: whose they are, and which revision was applied last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

__all__ = ["Knowledge", "Revision", "newest", "time_text", "working_text"]


@dataclass(frozen=True)
class Revision:
    """Something that was applied."""

    number: int
    time: str
    who: str
    what: Mapping[str, Any]

    def __str__(self) -> str:
        return f"revision {self.number}, applied {self.time} by {self.who}"


@dataclass(frozen=True)
class Knowledge:
    """What one host knows."""

    site: str
    identity: str
    secrets: Mapping[str, str]
    """Digest of each secret."""
    revision: Revision | None
    """The newest one; None while the first rollout has not ended."""
    files: Mapping[str, tuple[str, int]]
    """Of each file of the workspace its content's identifier, and the revision that brought it."""
    removed: Mapping[str, int]
    """Removed files, and the revisions that removed them."""
    damaged: str = ""
    """Why the host cannot tell."""
    lock: str = ""
    """The controller that works on the host, or did so and has not ended; empty for none."""

    working: Mapping[str, Any] | None = None
    """Whose run goes on there now."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Knowledge | None":
        """Read the answer of the module wco_site; None for a host that nobody has claimed."""
        site, revision = told.get("site"), told.get("revision")
        if not site and not told.get("damaged"):
            return None
        site = site or {"name": "", "identity": "", "secrets": {}}
        return cls(
            site["name"],
            site["identity"],
            site["secrets"],
            Revision(**revision) if revision else None,
            {path: (content, since) for path, (content, since) in told.get("files", {}).items()},
            told.get("removed", {}),
            told.get("damaged", ""),
            told.get("lock", ""),
            told.get("working"),
        )


def working_text(host: str, working: Mapping[str, Any]) -> str:
    """Say who works on a host."""
    return f"`{working['command']}` of {working['who']} works on {host} since {time_text(working['since'])}"


def time_text(seconds: float) -> str:
    """Return a moment as people read it; ``seconds`` are since the epoch."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(" ", "seconds").replace("+00:00", " UTC")


def newest(known: Iterable[Knowledge | None]) -> Knowledge | None:
    """Return the knowledge of the host that has the newest revision; None when no host has any."""
    of_revisions = [(one.revision.number, one) for one in known if one and one.revision]
    return max(of_revisions, key=lambda pair: pair[0])[1] if of_revisions else None
