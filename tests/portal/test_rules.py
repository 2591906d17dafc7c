"""What a company asks of its accounts: passwords that expire, and authenticator apps."""

from tests.portal.site import PASSWORD, Browser, PortalSite
from tests.portal.test_account import set_up
from tests.portal.test_people import version_of


def owner_of(site: PortalSite) -> Browser:
    site.add_company()
    site.add_account()
    browser = Browser(site)
    browser.log_in()
    return browser


def set_rules(browser: Browser, months: str = "0", two_factor: str = "nobody") -> int:
    version = version_of(browser.get("/people/rules").text)
    return browser.post("/people/rules", months=months, two_factor=two_factor, version=version).status_code


def test_a_password_expires_after_the_months_of_the_company(site: PortalSite) -> None:
    assert set_rules(owner_of(site), months="3") == 200
    with site.connect() as database:
        database.execute("UPDATE portal.account SET password_changed = now() - interval '2 months'")
    assert Browser(site).log_in().url.path == "/"
    with site.connect() as database:
        database.execute("UPDATE portal.account SET password_changed = now() - interval '4 months'")
    browser = Browser(site)
    assert browser.log_in().url.path == "/login/password"
    assert "present password" in browser.post("/login/password", password=PASSWORD, again=PASSWORD).text
    new = "zielony parasol 9 ryb"
    assert browser.post("/login/password", password=new, again=new).url.path == "/"
    assert Browser(site).log_in(password=new).url.path == "/"


def test_everybodys_password_can_be_made_to_change(site: PortalSite) -> None:
    owner = owner_of(site)
    assert "at the next log-in" in owner.post("/people/rules/renew-passwords").text
    assert owner.get("/").url.path == "/"
    assert Browser(site).log_in().url.path == "/login/password"


def test_owners_or_everybody_set_up_an_app_before_anything_else(site: PortalSite) -> None:
    owner = owner_of(site)
    site.add_account("ewa", permissions=("reports",))
    assert set_rules(owner, two_factor="owners") == 200
    assert Browser(site).log_in("ewa").url.path == "/"
    browser = Browser(site)
    assert browser.log_in().url.path == "/login/authenticator"
    assert browser.get("/people").url.path == "/login/authenticator"
    wrong = browser.post("/login/authenticator", offer="x", code="1")
    assert (wrong.status_code, wrong.url.path) == (422, "/login/authenticator")
    _app, codes = set_up(browser, "/login/authenticator")
    assert len(codes) == 10
    assert browser.get("/").url.path == "/"
    assert set_rules(browser, two_factor="everybody") == 200
    assert Browser(site).log_in("ewa").url.path == "/login/authenticator"
    assert "change_rules" in [entry["action"] for entry in site.audit()]


def test_an_app_that_has_to_be_is_replaced_at_once(site: PortalSite) -> None:
    owner = owner_of(site)
    set_rules(owner, two_factor="everybody")
    set_up(owner)
    assert owner.post("/account/authenticator/off", password=PASSWORD).url.path == "/login/authenticator"
    assert owner.get("/").url.path == "/login/authenticator"


def test_rules_of_somebody_else_are_not_overwritten_unseen(site: PortalSite) -> None:
    owner = owner_of(site)
    version = version_of(owner.get("/people/rules").text)
    assert set_rules(owner, months="6") == 200
    late = owner.post("/people/rules", months="12", two_factor="owners", version=version)
    assert (late.status_code, "6 months" in late.text, 'value="12"' in late.text) == (409, True, True)
    assert owner.post("/people/rules", months="121", two_factor="owners", version="2").status_code == 422
