"""The screen of the changes: compare, publish, watch, and come back to earlier versions."""

from typing import Any

from psycopg.types.json import Jsonb

from tests.portal.site import DOCUMENT, Browser, PortalSite

ANNA = {"name": "Anna <b>Nowak</b>", "number": "+48501500500"}


def draft(site: PortalSite, document: dict[str, Any]) -> None:
    with site.connect() as database:
        database.execute(
            """INSERT INTO portal.draft (tenant, base, document, author) SELECT tenant, document, %s, 'anna' FROM portal.company
               WHERE tenant = 'acme' ON CONFLICT (tenant) DO UPDATE SET document = excluded.document""",
            (Jsonb(document),),
        )


def arrive(site: PortalSite, state: str, result: dict[str, Any] | None = None) -> str:
    """Do what the agent does with the change that waits."""
    with site.connect("wco_agent") as agent:
        row = agent.execute(
            """UPDATE portal.change SET state = %s, result = %s, ended = now(), number = CASE WHEN %s = 'live' THEN 1 END
               WHERE state = 'queued' RETURNING change, document""",
            (state, Jsonb(result or {}), state),
        ).fetchone()
        assert row
        if state == "live":
            agent.execute("UPDATE portal.company SET document = %s", (Jsonb(row["document"]),))
    return str(row["change"])


def somebody(site: PortalSite, *permissions: str) -> Browser:
    site.add_company()
    site.add_account(permissions=permissions or ("configure",))
    browser = Browser(site)
    browser.log_in()
    return browser


def test_a_draft_is_shown_published_and_arrives(site: PortalSite) -> None:
    browser = somebody(site)
    assert "Nothing to publish" in browser.get("/changes").text
    draft(site, DOCUMENT | {"users": {"anna": ANNA}})
    page = browser.get("/changes").text
    assert "Anna &lt;b&gt;Nowak&lt;/b&gt; (anna)" in page
    assert "<b>Nowak" not in page
    page = browser.post("/changes/publish", version="1", reason="a new\n colleague").text
    assert "waits for the switchboard" in page
    assert "does not answer" in page  # there is no agent here
    change = arrive(site, "live")
    assert "Live: version 1 by Anna" in browser.get("/changes").text
    assert "a new colleague" in browser.get("/changes/history").text
    assert "Anna &lt;b&gt;" in browser.get(f"/changes/history/{change}").text


def test_mistakes_are_shown_and_cannot_be_published(site: PortalSite) -> None:
    browser = somebody(site)
    draft(site, DOCUMENT | {"users": {"anna": ANNA | {"number": "12"}}})
    page = browser.get("/changes").text
    assert "1 mistake to fix" in page
    assert "User › anna › Phone number" in page
    assert browser.post("/changes/publish", version="1").status_code == 422
    assert browser.post("/changes/discard", version="1").url.path == "/changes"
    assert "Nothing to publish" in browser.get("/changes").text


def test_what_others_did_meanwhile_is_told(site: PortalSite) -> None:
    browser = somebody(site)
    draft(site, DOCUMENT | {"users": {"anna": ANNA}})
    for path in ("publish", "discard"):
        page = browser.post(f"/changes/{path}", version="7")
        assert (page.status_code, "meanwhile" in page.text) == (409, True)
    browser.post("/changes/publish", version="1")
    draft(site, DOCUMENT | {"users": {"jan": ANNA}})
    page = browser.post("/changes/publish", version="1")
    assert (page.status_code, "still on its way" in page.text) == (409, True)
    assert "jan" in page.text  # nothing is lost


def test_a_refused_change_says_why(site: PortalSite) -> None:
    browser = somebody(site)
    draft(site, DOCUMENT | {"users": {"anna": ANNA}})
    browser.post("/changes/publish", version="1")
    arrive(
        site,
        "refused",
        {"problems": [{"path": "users.anna", "message": "number is <i>another's", "hint": "ask"}]},
    )
    page = browser.get("/changes").text
    assert "Refused" in page
    assert "number is &lt;i&gt;another" in page


def test_an_earlier_version_becomes_the_draft(site: PortalSite) -> None:
    browser = somebody(site)
    draft(site, DOCUMENT | {"users": {"anna": ANNA}})
    browser.post("/changes/publish", version="1")
    change = arrive(site, "live")
    draft(site, DOCUMENT)
    assert browser.post(f"/changes/history/{change}/restore", version="5").status_code == 409
    page = browser.post(f"/changes/history/{change}/restore", version="1").text
    assert "Nothing to publish" in page  # it is what is live
    assert browser.get("/changes/history/11111111-1111-1111-1111-111111111111").status_code == 404
    assert browser.get("/changes/history/x").status_code == 422


def test_what_is_the_operators_is_no_companys_to_publish(site: PortalSite) -> None:
    browser = somebody(site)
    draft(site, DOCUMENT | {"contract": {"channels": 500}})
    assert "contract" in browser.get("/changes").text
    assert browser.post("/changes/publish", version="1").status_code == 422
    assert "Nothing was published yet" in browser.get("/changes/history").text


def test_others_may_only_look_or_not_even_that(site: PortalSite) -> None:
    browser = somebody(site, "read_only")
    draft(site, DOCUMENT | {"users": {"anna": ANNA}})
    assert "Publish" not in browser.get("/changes").text
    assert browser.post("/changes/publish", version="1").status_code == 403
    site.add_account("fred", permissions=("fax",))
    other = Browser(site)
    other.log_in("fred")
    assert other.get("/changes").status_code == 403
    assert "/changes" not in other.get("/").text


def test_the_first_page_says_that_the_company_is_suspended(site: PortalSite) -> None:
    site.add_company(document=DOCUMENT | {"contract": {"suspended": True}})
    site.add_company("beta", document=DOCUMENT | {"tenant": "beta", "contract": {"channels": 3}})
    for tenant, suspended in (("acme", True), ("beta", False)):
        site.add_account(tenant=tenant)
        browser = Browser(site)
        browser.log_in(company=tenant)
        assert ("has suspended this switchboard" in browser.get("/").text) == suspended
