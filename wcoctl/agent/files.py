"""Writing companies' files so that a killed agent leaves nothing half done: what was there before is kept until it has ended."""

import base64
import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wcoctl.files import read_file, write_atomically
from wcoctl.model.document import LARGEST
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["TenantFiles", "write_sound"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Written:
    """What a file held before, and the SHA-256 of what it holds since."""

    before: bytes
    after: str


class TenantFiles:
    """The tenant files that changes on their way have written."""

    def __init__(self, site: SiteDirectory) -> None:
        self._file = site.state / "publishing.json"
        self._written = self._read()

    def write(self, file: Path, content: bytes) -> None:
        """Write a tenant's file; its mode stays."""
        before, mode = read_file(file, LARGEST), file.stat().st_mode
        known = self._written.get(str(file))
        if known and known.after == _sha256(before):
            before = known.before
        self._written[str(file)] = _Written(before, _sha256(content))
        self._keep()
        write_atomically(file, content)
        file.chmod(mode & 0o777)

    def put_back(self, file: Path) -> None:
        """Write what a file held before; one that somebody else has changed meanwhile stays."""
        known = self._written.get(str(file))
        if known and file.exists() and _sha256(read_file(file, LARGEST)) == known.after:
            mode = file.stat().st_mode
            write_atomically(file, known.before)
            file.chmod(mode & 0o777)
        self.leave(file)

    def leave(self, file: Path) -> None:
        """Take what a file holds now as what it should hold."""
        if self._written.pop(str(file), None):
            self._keep()

    def put_all_back(self) -> None:
        """Undo what an agent that died has left behind; its changes are made again."""
        for name in list(self._written):
            self.put_back(Path(name))

    def _keep(self) -> None:
        data = {
            name: {"before": base64.b64encode(one.before).decode(), "after": one.after}
            for name, one in self._written.items()
        }
        if data:
            write_atomically(self._file, json.dumps(data).encode())
        else:
            self._file.unlink(missing_ok=True)

    def _read(self) -> dict[str, _Written]:
        try:
            data: Mapping[str, Mapping[str, str]] = json.loads(self._file.read_bytes())
            return {
                name: _Written(base64.b64decode(one["before"]), one["after"]) for name, one in data.items()
            }
        except FileNotFoundError:
            return {}
        except (ValueError, LookupError, TypeError, AttributeError):
            _log.warning("%s is damaged: what an agent that died has written stays", self._file)
            return {}


def write_sound(file: Path, content: bytes) -> None:
    """Write audio, which is named by its content."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, content)
    file.chmod(0o644)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
