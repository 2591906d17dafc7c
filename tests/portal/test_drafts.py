"""The draft: one for a company, changed entry by entry, and nothing overwritten unseen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread
from uuid import UUID

import pytest
from psycopg.errors import UniqueViolation

from tests.portal.site import DOCUMENT, PortalSite
from wco_portal.access.permissions import Permission, Scope
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection, Database
from wco_portal.drafts.checking import check, findings_below, plan_of
from wco_portal.drafts.document import mark_of, value_at, with_value
from wco_portal.drafts.draft import (
    LARGEST,
    NoCompany,
    NotTheirs,
    Overtaken,
    TooLarge,
    change_entry,
    current,
    discard,
    publish,
)
from wco_portal.drafts.words import place_words
from wco_portal.forms.labels import label_of
from wcoctl.model.entries import ABSENT
from wcoctl.model.entry_changes import entry_changes
from wcoctl.model.finding import Place

ANNA = {"name": "Anna", "number": "+48501500500"}
USER = ("users", "anna")
VISITOR = Visitor(
    *(
        UUID(int=1),
        UUID(int=2),
        "acme",
        "acme",
        "anna",
        "Anna",
        "pl",
        "open",
        "198.51.100.7",
        datetime.now(UTC),
    ),
    permissions={Permission.CONFIGURE: Scope()},
)


@pytest.fixture
def database(site: PortalSite) -> Iterator[Database]:
    found = Database(site.settings.database, 4)
    found.open()
    yield found
    found.close()


@contextmanager
def acme(database: Database) -> Iterator[CompanyConnection]:
    with database.company("acme") as connection:
        yield connection


def test_the_first_change_begins_a_draft(site: PortalSite, database: Database) -> None:
    site.add_company()
    with acme(database) as connection:
        assert not current(connection).started
        draft = change_entry(connection, VISITOR, USER, "", ANNA)
    assert (draft.version, draft.author, draft.base) == (1, "anna", DOCUMENT)
    assert list(entry_changes(draft.base, draft.document)) == [(USER, ABSENT, ANNA)]
    (entry,) = site.audit()
    assert (entry["action"], entry["object"], entry["after"]) == ("change_draft", "users.anna", ANNA)


def test_what_somebody_has_not_seen_is_not_overwritten(site: PortalSite, database: Database) -> None:
    site.add_company()
    with acme(database) as connection:
        change_entry(connection, VISITOR, USER, "", ANNA)
    other = ANNA | {"number": "+48501500501"}
    with pytest.raises(Overtaken) as error, acme(database) as connection:
        change_entry(connection, VISITOR, USER, "", other)
    assert error.value.value == ANNA
    with acme(database) as connection:
        change_entry(connection, VISITOR, USER, mark_of(ANNA), other)
        change_entry(connection, VISITOR, ("users", "jan"), "", ANNA)
        assert value_at(current(connection).document, USER) == other


@pytest.mark.parametrize("setting", ["contract", "tenant"])
def test_what_is_the_operators_stays_out_of_a_draft(
    site: PortalSite, database: Database, setting: str
) -> None:
    site.add_company()
    value = {"users": 9999} if setting == "contract" else "other"
    with pytest.raises(NotTheirs), acme(database) as connection:
        change_entry(connection, VISITOR, (setting,), mark_of(DOCUMENT.get(setting, ABSENT)), value)
    with acme(database) as connection:
        assert not current(connection).started
    assert site.audit() == []


def test_a_draft_is_bounded(site: PortalSite, database: Database) -> None:
    site.add_company()
    with acme(database) as connection:
        change_entry(connection, VISITOR, ("prompts", "long"), "", {"text": "ś" * (LARGEST // 2 - 10_000)})
    with pytest.raises(TooLarge), acme(database) as connection:
        change_entry(connection, VISITOR, ("prompts", "more"), "", {"text": "ś" * 10_000})
    with acme(database) as connection:
        assert set(current(connection).document["prompts"]) == {"long"}


def test_two_editors_of_two_entries_lose_nothing(site: PortalSite, database: Database) -> None:
    site.add_company()

    def add(name: str) -> None:
        with acme(database) as connection:
            change_entry(connection, VISITOR, ("users", name), "", ANNA)

    threads = [Thread(target=add, args=(f"user{number}",)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acme(database) as connection:
        draft = current(connection)
    assert len(draft.document["users"]) == draft.version == 12


def test_a_published_draft_waits_for_the_agent_and_is_gone(site: PortalSite, database: Database) -> None:
    site.add_company()
    with acme(database) as connection:
        draft = change_entry(connection, VISITOR, USER, "", ANNA)
    with pytest.raises(Overtaken), acme(database) as connection:
        publish(connection, VISITOR, draft.version + 1, "")
    with acme(database) as connection:
        publish(connection, VISITOR, draft.version, "new colleague")
        assert not current(connection).started
    with site.connect("wco_agent") as agent:
        change = agent.execute("SELECT * FROM portal.change").fetchone()
    assert change
    assert (change["state"], change["author"], change["reason"]) == ("queued", "anna", "new colleague")
    assert (change["base"], change["document"]) == (DOCUMENT, DOCUMENT | {"users": {"anna": ANNA}})
    with acme(database) as connection:
        draft = change_entry(connection, VISITOR, USER, "", ANNA)
    with pytest.raises(UniqueViolation), acme(database) as connection:
        publish(connection, VISITOR, draft.version, "again")


def test_a_discarded_draft_is_gone_and_in_the_log(site: PortalSite, database: Database) -> None:
    site.add_company()
    with acme(database) as connection:
        draft = change_entry(connection, VISITOR, USER, "", ANNA)
        discard(connection, VISITOR, draft.version)
        assert current(connection).document == DOCUMENT
    assert [entry["action"] for entry in site.audit()] == ["change_draft", "discard_draft"]


def test_there_is_no_draft_before_the_agent_was_there(database: Database) -> None:
    with pytest.raises(NoCompany), acme(database) as connection:
        current(connection)


def test_the_controllers_rules_say_what_is_wrong_and_where() -> None:
    bad = with_value(DOCUMENT, USER, {"name": "Anna", "number": "abc"})
    checked = check(with_value(bad, ("blocks", "end"), {"type": "menu"}))
    assert checked.tenant is None
    assert set(findings_below(checked.findings, USER)) == {("number",)}
    assert ("exits",) in findings_below(checked.findings, ("blocks", "end"))
    good = check(DOCUMENT)
    assert good.tenant
    assert good.findings == ()
    assert plan_of(good.tenant).tenant == "acme"


def test_an_entry_that_is_removed_leaves_nothing() -> None:
    added = with_value(DOCUMENT, USER, ANNA)
    assert with_value(added, USER, ABSENT) == DOCUMENT | {"users": {}}
    assert value_at(DOCUMENT, ("users", "anna", "name")) is ABSENT
    assert value_at(added, ("users", "anna", "name")) == "Anna"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (("users", "anna", "number"), "User › anna › Phone number"),
        ("main_numbers.additional[3].entry", "Main numbers › Additional main numbers › 4 › {entry}"),
        ("blocks.name.type", "Block › name › Type"),
        ((), ""),
    ],
)
def test_places_are_named_as_in_forms(place: Place | str, words: str) -> None:
    assert place_words(place, str) == words.format(entry=label_of("entry"))
