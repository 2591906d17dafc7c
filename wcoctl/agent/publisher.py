"""From published drafts to the hosts: merged, written, checked, applied together, committed."""

import hashlib
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from wcoctl.agent.draft import merged_with, refused, refused_by, wanted_sounds
from wcoctl.agent.files import TenantFiles, write_sound
from wcoctl.agent.hosts import FleetAwayError, KnownFleet
from wcoctl.agent.queue import Change, Queue, Verdict
from wcoctl.errors import RunFailed, UserError
from wcoctl.files import read_file
from wcoctl.model.company_changes import sound_file
from wcoctl.model.document import LARGEST, parse
from wcoctl.model.finding import Finding
from wcoctl.model.load import TENANTS_FOLDER, tenant_files
from wcoctl.rollout.apply import ApplyOutcome
from wcoctl.rollout.session import SiteSession
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.git import Author, commit
from wcoctl.workspace.lock import locked
from wcoctl.workspace.rewriting import rewritten

__all__ = ["Ended", "Publisher"]

Ended = tuple[Change, Verdict]

_log = logging.getLogger(__name__)

_TRIES = 3
"""So often a change is applied that hosts do not take, each time alone."""
_NAMED = 5
"""A revision names so many authors at most."""
_OPERATORS = "the operator has to fix something first"


class _Steps:
    """How long each step took."""

    def __init__(self) -> None:
        self.ms: dict[str, int] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        begin = time.monotonic()
        try:
            yield
        finally:
            self.ms[name] = self.ms.get(name, 0) + round((time.monotonic() - begin) * 1000)


@dataclass(frozen=True)
class _Written:
    """A change that is in the workspace, and the files that it has written there."""

    change: Change
    file: Path
    sounds: tuple[Path, ...]


class Publisher:
    """Makes the workspace and the hosts what companies have published."""

    def __init__(self, site: SiteDirectory, fleet: KnownFleet, without: Sequence[str] = ()) -> None:
        self._site, self._fleet, self._without = site, fleet, list(without)
        self._files = TenantFiles(site)
        self._failures: dict[UUID, int] = {}

    def recover(self) -> None:
        """Put back what an agent that died has written and not ended: its changes are made again.

        RunFailed while an operator applies by hand.
        """
        with locked(self._site):
            self._files.put_all_back()

    def prepare(self) -> None:
        """Have the hosts known and reached while nothing is to be done, unless somebody else works there."""
        arming = not self._without  # a run that waits for its order is for all hosts
        if self._fleet.is_known and (self._fleet.is_armed or not arming):
            return
        with suppress(FleetAwayError, RunFailed, UserError, OSError), locked(self._site):
            if not self._fleet.is_known:
                self._fleet.ask(SiteSession.open(self._site, self._without))
            if arming:
                self._fleet.arm(self._site)

    def publish(self, changes: Sequence[Change], queue: Queue) -> list[Ended]:
        """Bring these changes, of different tenants, to the hosts, and return what became of each."""
        with ExitStack() as stack:
            try:
                stack.enter_context(locked(self._site))
            except RunFailed as error:
                return [(change, _waiting("the operator is at work", change, error)) for change in changes]
            return list(self._publish(changes, queue, _Steps()))

    def _publish(self, changes: Sequence[Change], queue: Queue, steps: _Steps) -> Iterator[Ended]:
        written = []
        with steps("merge"):
            known = {file.stem: file for file in tenant_files(self._site.root)}
            for change in changes:
                made = self._write(change, known.get(change.tenant), queue)
                if isinstance(made, Verdict):
                    yield change, made
                else:
                    written.append(made)
        try:
            with steps("check"):
                session, written, ended = self._check(written)
        except (UserError, OSError) as error:  # the site's own files
            yield from self._later(written, _OPERATORS, error)
            return
        yield from ended
        if written and session:
            yield from self._apply(session, written, steps)

    def _write(self, change: Change, file: Path | None, queue: Queue) -> _Written | Verdict:
        """Write a change into the workspace, or say why not."""
        if file is None:
            return refused([Finding((), "the company has no file in the workspace", "ask the operator")])
        try:
            text = read_file(file, LARGEST).decode()
            merging = merged_with(change, _data(text, file))
            if isinstance(merging, Verdict):
                return merging
            sounds = self._sounds(change, merging.document, queue)
            if isinstance(sounds, Verdict):
                return sounds
            if (new := rewritten(text, merging.document)) != text:
                self._files.write(file, new.encode())
        except (UserError, OSError, UnicodeDecodeError) as error:
            return _waiting(_OPERATORS, change, error)
        except psycopg.OperationalError:
            raise
        except Exception as error:
            _log.exception("%s: a change of %s", change.change, change.address)
            return Verdict("failed", {"reason": f"unexpected: {type(error).__name__}"})
        return _Written(change, file, sounds)

    def _sounds(self, change: Change, document: dict[str, Any], queue: Queue) -> tuple[Path, ...] | Verdict:
        """Write the audio that the company has brought and the workspace lacks."""
        folder = self._site.root / TENANTS_FOLDER
        wanted = wanted_sounds(change.tenant, document)
        lacking = {sha256: folder / sound_file(change.tenant, sha256) for sha256 in wanted}
        lacking = {sha256: file for sha256, file in lacking.items() if not file.exists()}
        held = queue.sounds(change.tenant, lacking) if lacking else {}
        if unknown := [sha for sha in lacking if hashlib.sha256(held.get(sha, b"")).hexdigest() != sha]:
            message, hint = "the recording is not known", "upload or record it again"
            return refused([Finding(("prompts", wanted[sha256], "wav"), message, hint) for sha256 in unknown])
        for sha256, file in lacking.items():
            write_sound(file, held[sha256])
        return tuple(lacking.values())

    def _check(self, written: list[_Written]) -> tuple[SiteSession | None, list[_Written], list[Ended]]:
        """Check all files as `wcoctl validate` does; what has mistakes is put back, and the others go on."""
        ended: list[Ended] = []
        session = None
        while written:
            session = self._session(written)
            broken = session.workspace.broken
            if not any(one.change.tenant in broken for one in written):
                break
            for one in written:
                if found := broken.get(one.change.tenant):
                    self._undo(one)
                    ended.append((one.change, refused_by(found)))
            written = [one for one in written if one.change.tenant not in broken]
        return session, written, ended

    def _session(self, written: Sequence[_Written]) -> SiteSession:
        people = sorted({one.change.address for one in written})
        more = f" and {len(people) - _NAMED} more" if len(people) > _NAMED else ""
        only = [one.change.tenant for one in written]
        author = ", ".join(people[:_NAMED]) + more
        return SiteSession.open(self._site, self._without, only=only, author=author)

    def _apply(self, session: SiteSession, written: list[_Written], steps: _Steps) -> Iterator[Ended]:
        try:
            with steps("apply"):
                outcome = self._fleet.apply(session)
        except (FleetAwayError, OSError) as error:
            yield from self._later(written, "the hosts cannot be changed now", error)
        except Exception as error:
            if len(written) == 1:
                yield self._failed(written[0], error)
                return
            _log.warning("a batch of %d changes failed, each is applied alone: %s", len(written), error)
            for one in written:
                yield from self._apply(self._session([one]), [one], steps)
        else:
            for one in written:
                yield one.change, self._live(one, outcome, steps)

    def _live(self, one: _Written, outcome: ApplyOutcome, steps: _Steps) -> Verdict:
        with steps("commit"):
            root = self._site.root
            files = [str(file.relative_to(root)) for file in (one.file, *one.sounds)]
            uncommitted = commit(root, files, *_told_to_git(one.change))
        if uncommitted:
            _log.warning("%s: %s", one.change.tenant, uncommitted)
        self._files.leave(one.file)
        self._failures.pop(one.change.change, None)
        ms = {"queue": one.change.waited_ms, **steps.ms}
        if outcome.transactions:
            ms["hosts"] = round((max(outcome.transactions.values()) - one.change.queued.timestamp()) * 1000)
        return Verdict("live", {"ms": ms})

    def _later(self, written: Sequence[_Written], reason: str, error: Exception) -> Iterator[Ended]:
        """Leave what is written where it is: it is good, and the operator's own apply would bring it too."""
        for one in written:
            yield one.change, _waiting(reason, one.change, error)

    def _failed(self, one: _Written, error: Exception) -> Ended:
        """Try a change again that hosts did not take, but not without end."""
        tries = self._failures[one.change.change] = self._failures.get(one.change.change, 0) + 1
        if tries < _TRIES:
            return one.change, _waiting("the hosts did not take it", one.change, error)
        _log.error("the hosts did not take the change of %s: %s", one.change.address, error, exc_info=error)
        self._undo(one)
        del self._failures[one.change.change]
        return one.change, Verdict(
            "failed", {"reason": "the hosts did not take it; the operator can see why"}
        )

    def _undo(self, one: _Written) -> None:
        self._files.put_back(one.file)
        for file in one.sounds:
            file.unlink(missing_ok=True)


def _data(text: str, file: Path) -> dict[str, Any]:
    """Return what a file holds; UserError for one that has to be fixed before anything can be merged with it."""
    document = parse(text, file)
    if document.findings:
        raise UserError(problems=tuple(map(document.problem, document.findings)))
    return document.data


def _waiting(reason: str, change: Change, error: Exception) -> Verdict:
    """Say that a change waits: its people why in general, the operator's log what it is."""
    _log.warning("the change of %s waits, %s: %s", change.address, reason, error)
    return Verdict("queued", {"waiting": reason})


def _told_to_git(change: Change) -> tuple[str, Author]:
    """Return a commit's message and author; git drops what it uses as delimiters from names."""
    name = change.name if any(letter.isalnum() for letter in change.name) else change.author
    return change.reason.strip() or f"Portal: {change.tenant}", Author(name, change.address)
