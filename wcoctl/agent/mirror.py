"""The companies as the portal sees them: what is in the workspace, in PostgreSQL."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wcoctl.agent.draft import told
from wcoctl.agent.queue import QueueConnection, as_jsonb
from wcoctl.errors import UserError
from wcoctl.files import read_file
from wcoctl.model.document import LARGEST, parse
from wcoctl.model.load import HOSTS_FILE, SITE_FILE, tenant_files
from wcoctl.workspace.compiled import Workspace
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["Mirror"]

_Stamp = dict[Path, tuple[int, int, int]]


@dataclass
class Mirror:
    """Keeps PostgreSQL's copy of the companies' files."""

    site: SiteDirectory
    _stamp: _Stamp | None = None

    def update(self, connection: QueueConnection) -> None:
        """Write what is other than the last time. UserError when the site's own files have mistakes: all stays as it is."""
        stamp = self._look()
        if stamp == self._stamp:
            return
        broken = Workspace.open(self.site).broken
        rows = connection.execute("SELECT tenant, digest, live, problems FROM portal.company")
        held = {row["tenant"]: (row["digest"], row["live"], row["problems"]) for row in rows}
        files = {file.stem: file for file in tenant_files(self.site.root)}
        with connection.transaction():
            for tenant, file in files.items():
                problems = [told(problem) for problem in broken.get(tenant, ())]
                self._write(connection, tenant, file, problems, held.get(tenant))
            _remove(connection, held.keys() - files.keys())
        self._stamp = stamp

    def forget(self) -> None:
        """Compare everything the next time: PostgreSQL may be another one."""
        self._stamp = None

    def _look(self) -> _Stamp:
        """Return what changes with the files: inode, time and size of each."""
        root = self.site.root
        stamp: _Stamp = {}
        for file in (root / SITE_FILE, root / HOSTS_FILE, *tenant_files(root)):
            with suppress(OSError):
                found = file.stat()
                stamp[file] = (found.st_ino, found.st_mtime_ns, found.st_size)
        return stamp

    @staticmethod
    def _write(
        connection: QueueConnection,
        tenant: str,
        file: Path,
        problems: list[dict[str, str]],
        held: tuple[str, bool, Any] | None,
    ) -> None:
        try:
            content = read_file(file, LARGEST)
        except OSError:
            return  # its problem is among those of the next time
        digest = hashlib.sha256(content).hexdigest()
        if held == (digest, not problems, problems):
            return
        document: dict[str, Any] | None = None
        with suppress(UserError, UnicodeDecodeError):
            document = parse(content.decode(), file).data
        name = document.get("name") if document else None
        connection.execute(
            """INSERT INTO portal.company (tenant, name, document, digest, live, problems)
               VALUES (%(tenant)s, coalesce(%(name)s, %(tenant)s), coalesce(%(document)s, '{}'::jsonb),
                       %(digest)s, %(live)s, %(problems)s)
               ON CONFLICT (tenant) DO UPDATE SET
                   name = coalesce(%(name)s, company.name), document = coalesce(%(document)s, company.document),
                   digest = excluded.digest, live = excluded.live, problems = excluded.problems, changed = now()""",
            {
                "tenant": tenant,
                "name": name.replace("\0", "\ufffd") if isinstance(name, str) else None,
                "document": None if document is None else as_jsonb(document),
                "digest": digest,
                "live": not problems,
                "problems": as_jsonb(problems),
            },
        )


def _remove(connection: QueueConnection, gone: Iterable[str]) -> None:
    connection.execute("DELETE FROM portal.company WHERE tenant = ANY(%s)", (sorted(gone),))
