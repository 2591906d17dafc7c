"""What keeps a controller from hurting a site that is not its own, whose secrets it lacks, or that is further than its files."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.unit.small_site import session_of
from wcoctl.errors import UserError
from wcoctl.rollout.fleet import Fleet, HostState
from wcoctl.rollout.guard import Unseen, check_identity, check_removals, unseen, unseen_text
from wcoctl.rollout.knowledge import Knowledge, Revision
from wcoctl.secrets.site_secrets import digests
from wcoctl.workspace.directory import SiteDirectory
from wcoctl.workspace.seen import GitHistory, Seen, identify

SECRETS = {"dialog_key": "d", "authority": "a"}
FILES = {"tenants/acme.yml": ("a7", 7), "tenants/beta.yml": ("b2", 2), "site.yml": ("s1", 1)}


def knowledge(**other: Any) -> Knowledge:
    values: dict[str, Any] = {
        "site": "small",
        "identity": "1",
        "secrets": SECRETS,
        "revision": Revision(7, "2026-11-29T12:00:00+00:00", "bob@desk", {}),
        "files": FILES,
        "removed": {"tenants/gone.yml": 6},
    }
    return Knowledge(**(values | other))


def refused(
    known: Knowledge | None,
    *,
    release: str = "r",
    new: bool = False,
    renewed: bool = False,
    renamed: bool = False,
) -> str:
    fleet = Fleet({"one": HostState(release, "", {}, known), "two": HostState("", "", {})}, {})
    try:
        check_identity(fleet, "small", "1", SECRETS, new=new, renewed=renewed, renamed=renamed)
    except UserError as error:
        return str(error)
    return ""


def test_hosts_that_are_bare_or_of_the_site_are_welcome() -> None:
    assert refused(None, release="", new=True) == ""
    assert refused(None) == ""
    assert refused(knowledge()) == ""
    assert refused(knowledge(secrets={"dialog_key": "d"})) == ""  # a later WCO has one more
    assert refused(knowledge(identity="", damaged="rubbish", secrets={}, revision=None)) == ""


def test_new_secrets_are_for_bare_hosts_only() -> None:
    said = refused(knowledge(), new=True)
    assert said.startswith(
        "this controller has no secrets.yml of the site, but one holds the site 'small', revision 7, applied"
        " 2026-11-29T12:00:00+00:00 by bob@desk: nothing was changed"
    )
    assert "but one holds a site already" in refused(None, new=True)
    assert refused(knowledge(), new=True, renewed=True) == ""


def test_another_name_is_asked() -> None:
    said = refused(knowledge(site="warsaw"))
    assert said.startswith("one holds the site 'warsaw', revision 7,")
    assert "and site.yml calls it 'small': nothing was changed" in said
    assert said.endswith("if this site is to have another name: --revision 7)")
    assert refused(knowledge(site="warsaw"), renamed=True) == ""


def test_secrets_that_a_host_knows_otherwise_are_named(site: SiteDirectory) -> None:
    session = session_of(site)
    mine = digests(session.secrets.wanted)
    hosts = {
        name: HostState("a", "", {}, knowledge(secrets=secrets))
        for name, secrets in (("one", mine), ("two", mine | {"dialog_key": "another"}))
    }
    assert session.renewals(Fleet(hosts, {})) == ["two gets other secrets: dialog_key"]


def test_a_host_of_another_site_is_refused_whatever_the_operator_wants() -> None:
    for renewed in (False, True):
        assert "one holds the site 'small', revision 7" in refused(knowledge(identity="2"), renewed=renewed)
    assert "one holds the site 'large', revision 7" in refused(
        knowledge(site="large"), new=True, renewed=True
    )


def test_other_secrets_are_named() -> None:
    said = refused(knowledge(secrets={"dialog_key": "x", "authority": "a"}))
    assert said.startswith("one knows other secrets than secrets.yml has (dialog_key): nothing was changed")
    assert refused(knowledge(secrets={"dialog_key": "x"}), renewed=True) == ""


def paths(seen: Seen, *in_history: str, **changed: str) -> list[str]:
    mine = {"tenants/acme.yml": "a7", "tenants/beta.yml": "b2", "site.yml": "s1"}
    mine |= {f"tenants/{tenant}.yml": content for tenant, content in changed.items()}
    mine = {path: content for path, content in mine.items() if content}
    return [found.path for found in unseen(knowledge(), seen, mine, in_history.__contains__)]


@pytest.mark.parametrize(
    ("changed", "seen", "found"),
    [
        ({}, 0, []),  # a fresh clone of the newest files
        ({"acme": "mine"}, 0, ["acme"]),
        ({"acme": "mine", "beta": "mine"}, 5, ["acme"]),  # beta is as this controller has seen it
        ({"acme": "mine"}, 7, []),
        ({"acme": ""}, 5, ["acme"]),
        ({"beta": ""}, 5, []),
        ({"gone": "g"}, 5, ["gone"]),  # others removed it
        ({"gone": "g"}, 6, []),
        ({"fresh": "f"}, 0, []),
    ],
)
def test_what_others_applied_since_is_found(changed: dict[str, str], seen: int, found: list[str]) -> None:
    assert paths(Seen(seen), **changed) == [f"tenants/{tenant}.yml" for tenant in found]


def test_what_git_holds_was_seen() -> None:
    assert paths(Seen(5), "a7", acme="mine") == []
    assert paths(Seen(5), "b2", acme="mine") == ["tenants/acme.yml"]


def test_what_was_not_seen_stays_so_after_an_apply_of_others() -> None:
    assert paths(Seen(7, frozenset({"tenants/acme.yml"})), acme="mine") == ["tenants/acme.yml"]


def test_unseen_files_carry_their_revisions() -> None:
    assert unseen(knowledge(), Seen(), {}, lambda _: False)[0] == Unseen("site.yml", 1)


def test_git_is_asked_for_the_history_of_the_files(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@a.example")
        subprocess.run(["git", "-C", tmp_path, *who, *arguments], check=True, capture_output=True)

    file = tmp_path / "site" / "tenants" / "acme.yml"
    file.parent.mkdir(parents=True)
    git("init")
    for text in ("one\n", "two\n"):
        file.write_text(text)
        git("add", ".")
        git("commit", "-m", text)
    file.write_text("three\n")
    history = GitHistory(tmp_path / "site")
    known = {text: history(identify(f"{text}\n".encode())) for text in ("one", "two", "three")}
    assert known == {"one": True, "two": True, "three": False}
    git("checkout", "--force", "HEAD~1")
    assert not GitHistory(tmp_path / "site")(identify(b"two\n"))


def test_no_git_is_no_history(tmp_path: Path) -> None:
    assert not GitHistory(tmp_path)(identify(b""))


def removal(removed: int, held: int, left: int, limit: int | None = None, *, yes: bool = True) -> str:
    names = [f"t{number}" for number in range(removed)]
    try:
        check_removals(names, held, left, limit, lambda asked: yes and asked == names)
    except UserError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("removed", "held", "left", "limit", "allowed"),
    [
        (0, 5, 0, None, 0),
        (3, 5, 2, None, None),
        (4, 9, 5, None, 3),
        (10, 100, 90, None, None),
        (11, 100, 89, None, 10),
        (11, 100, 89, 11, None),
        (1, 1, 0, None, 0),  # an empty folder
        (1, 1, 0, 1, None),
        (1, 9, 8, 0, 0),
    ],
)
def test_removals_have_a_limit(
    removed: int, held: int, left: int, limit: int | None, allowed: int | None
) -> None:
    said = removal(removed, held, left, limit)
    assert said == "" if allowed is None or not removed else f"at most {allowed} may be" in said


def test_removals_are_named_and_asked() -> None:
    said = removal(2, 5, 3, yes=False)
    assert said.startswith("2 of 5 tenants would be removed from the hosts: t0, t1: nothing was changed")
    assert said.endswith("--yes)")


def test_what_was_seen_is_kept_for_the_site_with_this_identity(site: Any) -> None:
    seen = Seen(7, frozenset({"tenants/acme.yml"}))
    seen.write(site, "1")
    assert Seen.read(site, "1") == seen
    assert Seen.read(site, "2") == Seen()


@pytest.mark.parametrize(
    "kept",
    [
        "rubbish",
        "[]",
        '{"identity": "1", "revision": "5", "but": []}',
        '{"identity": "1", "revision": -1, "but": []}',
        '{"identity": "1", "revision": 5, "but": "site.yml"}',
        '{"identity": "1", "revision": 5, "but": [[]]}',
        '{"identity": "1", "revision": 5}',
    ],
)
def test_what_was_kept_in_another_shape_is_nothing(
    site: SiteDirectory, capsys: pytest.CaptureFixture[str], kept: str
) -> None:
    site.make_state()
    assert Seen.read(site, "1") == Seen()
    assert capsys.readouterr().err == ""
    site.seen.write_text(kept)
    assert Seen.read(site, "1") == Seen()
    assert (
        "seen.json is damaged: this controller counts as having seen no revision" in capsys.readouterr().err
    )


def test_a_rollback_is_named_for_tenants_files_only() -> None:
    of_tenant, of_site = Unseen("tenants/acme.yml", 7), Unseen("site.yml", 7)
    assert "git pull or wcoctl rollback SITE 7, and repeat" in unseen_text(knowledge(), 5, [of_tenant])
    assert "rollback" not in unseen_text(knowledge(), 5, [of_tenant, of_site])
