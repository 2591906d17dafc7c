"""A rollback brings the tenants' files back, and nothing else."""

import base64
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.unit.rollout.applied import (
    ACME,
    ACME_DIFFERS,
    BETA,
    Files,
    files_of,
    fleet_of,
)
from tests.unit.small_site import TENANT, session_of, write_tenant
from wcoctl.errors import UserError
from wcoctl.rollout import history
from wcoctl.rollout.difference import Difference, HostDifference
from wcoctl.rollout.history import roll_back
from wcoctl.rollout.revision import check_unseen
from wcoctl.rollout.runner import PlaybookRun
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import Seen, identify


class _Silent:
    def task(self, role: str, name: str) -> None:
        pass


OLD = TENANT.format(tenant="acme", number="+48221111111").encode()
KEPT = base64.b64encode(zlib.compress(OLD)).decode()


def rolled_back(
    site: SiteDirectory,
    monkeypatch: pytest.MonkeyPatch,
    *,
    force: bool = False,
    newer: Files = {},  # noqa: B006
) -> history.Changes:
    """Go back to revision 3, in which acme had another number and beta was not there yet.

    ``newer`` are the files of the newest revision that are not the workspace's.
    """
    told = told_of({ACME: [identify(OLD), KEPT], "site.yml": ["s", KEPT], "tenants/hello.wav": ["w", None]})
    monkeypatch.setattr(
        history, "run_playbook", lambda *_, **__: PlaybookRun(results=[("one", "wco_site", told)])
    )
    session = session_of(site)
    fleet = fleet_of(session, 7)
    files_of(fleet).update(newer)
    return roll_back(session, fleet, 3, _Silent(), force=force)


def told_of(files: dict[str, list[str | None]]) -> dict[str, Any]:
    """Return what a host tells of revision 3 with these files."""
    beta = identify(TENANT.format(tenant="beta", number="+48221234568").encode())
    acme = identify(TENANT.format(tenant="acme", number="+48221234567").encode())
    return {
        "revisions": [{"number": number, "time": "", "who": "", "what": {}} for number in (7, 3)],
        "revision_files": files,
        "kept": [identify(OLD), beta, acme],
    }


def test_a_rollback_brings_the_tenant_files_back(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = (site.root / "site.yml").read_bytes()
    changes = rolled_back(site, monkeypatch)
    assert (changes.written, changes.removed, changes.elsewhere) == ([ACME], [BETA], ["tenants/hello.wav"])
    assert "+48221111111" in (site.root / ACME).read_text()
    assert not (site.root / BETA).exists()
    assert (site.root / "site.yml").read_bytes() == settings
    session = session_of(site)
    assert check_unseen(session, fleet_of(session, 7, acme=("newer", 7)), ACME_DIFFERS) == Seen(7)


def test_a_rollback_does_not_lose_what_was_never_applied(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    file: Path = write_tenant(site, "beta", "+48221234560")
    with pytest.raises(UserError, match=r"^tenants/beta.yml: was never applied, and would be lost"):
        rolled_back(site, monkeypatch)
    assert file.exists()
    assert "+48221111111" not in (site.root / ACME).read_text()
    assert rolled_back(site, monkeypatch, force=True).removed == [BETA]


def test_a_rollback_does_not_lose_what_cannot_be_read(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = site.root / ACME
    file.unlink()
    file.symlink_to("away")
    with pytest.raises(UserError, match=r"^tenants/acme.yml: was never applied, and would be lost"):
        rolled_back(site, monkeypatch)
    assert file.is_symlink()
    assert rolled_back(site, monkeypatch, force=True).written == [ACME]


def test_a_rollback_has_not_seen_what_it_does_not_bring(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = {path: ("newer", 7) for path in (ACME, "site.yml", "software", "tenants/hello.wav")}
    Seen(6).write(site, session_of(site).secrets.wanted.identity)
    rolled_back(site, monkeypatch, newer=newer)
    session = session_of(site)
    fleet = fleet_of(session, 7)
    files_of(fleet).update(newer)
    found = check_unseen(session, fleet, ACME_DIFFERS)
    assert found == Seen(7, frozenset({"site.yml", "software", "tenants/hello.wav"}))
    with pytest.raises(UserError, match=r"site.yml \(revision 7\), software .*git pull, and repeat; if"):
        check_unseen(session, fleet, Difference({"one": HostDifference("other_release", {})}))


def test_a_rollback_keeps_what_this_desk_has_seen(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    Seen(7).write(site, session_of(site).secrets.wanted.identity)
    rolled_back(site, monkeypatch, newer={"site.yml": ("newer", 7)})
    assert Seen.read(site, session_of(site).secrets.wanted.identity) == Seen(7)


@pytest.mark.parametrize(
    ("path", "name", "data"),
    [
        ("tenants/../../outside.txt", identify(OLD), KEPT),
        ("tenants/../acme.yml", identify(OLD), KEPT),
        ("tenants/sub/acme.yml", identify(OLD), KEPT),
        ("tenants/.acme.yml", identify(OLD), KEPT),
        ("tenants/hello.wav", identify(OLD), KEPT),
        (BETA, "another", KEPT),
        (BETA, identify(OLD), "rubbish"),
        (BETA, identify(OLD), base64.b64encode(OLD).decode()),
        (BETA, "lost", None),
    ],
)
def test_what_no_desk_has_recorded_is_not_written(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, path: str, name: str, data: str | None
) -> None:
    before = {file: file.read_bytes() for file in site.root.parent.rglob("*.*") if file.is_file()}
    session = session_of(site)
    told = told_of({path: [name, data]})
    monkeypatch.setattr(
        history, "run_playbook", lambda *_, **__: PlaybookRun(results=[("one", "wco_site", told)])
    )
    with pytest.raises(UserError, match=r"the hosts do not know 'tenants/.*' as it was at revision 3"):
        roll_back(session, fleet_of(session, 7), 3, _Silent(), force=True)
    assert {file: file.read_bytes() for file in before} == before
    assert not list(site.root.parent.rglob("outside*"))


def test_a_content_that_one_host_lacks_is_another_ones(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [
        (host, "wco_site", told_of({ACME: [identify(OLD), data]}))
        for host, data in (("one", None), ("two", KEPT))
    ]
    monkeypatch.setattr(history, "run_playbook", lambda *_, **__: PlaybookRun(results=both))
    session = session_of(site)
    assert roll_back(session, fleet_of(session, 7), 3, _Silent(), force=False).written == [ACME]
    assert (site.root / ACME).read_bytes() == OLD
