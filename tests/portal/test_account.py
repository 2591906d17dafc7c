"""One's own account: password, authenticator app, recovery codes, sessions."""

import re

import pyotp
import pytest

from tests.portal.site import PASSWORD, Browser, PortalSite
from wco_portal.screens.account.browsers import described

NEW = "zielony parasol 9 ryb"


@pytest.fixture
def browser(site: PortalSite) -> Browser:
    site.add_company()
    site.add_account(permissions=("receptionist",))
    found = Browser(site)
    found.log_in()
    return found


def set_up(browser: Browser, path: str = "/account/authenticator") -> tuple[pyotp.TOTP, list[str]]:
    """Turn an authenticator app on, and return it with the recovery codes."""
    form = browser.get(path).text
    app = pyotp.TOTP(re.findall(r'class="key">([A-Z2-7 ]+)<', form)[0].replace(" ", ""))
    done = browser.post(path, offer=offer_of(form), code=app.now())
    return app, re.findall(r"<code>([0-9a-f-]{14})</code>", done.text)


def offer_of(form: str) -> str:
    return str(re.findall(r'name="offer" value="([^"]+)"', form)[0])


def log_in_with(site: PortalSite, code: str) -> str:
    browser = Browser(site)
    assert browser.log_in().url.path == "/login/code"
    return browser.post("/login/code", code=code).url.path


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(site: PortalSite, browser: Browser) -> None:
    other = Browser(site)
    other.log_in()
    stolen = browser.client.cookies["__Host-wco"]
    wrong = browser.post("/account/password", old="guess", password=NEW, again=NEW)
    assert (wrong.status_code, "The password is wrong." in wrong.text) == (401, True)
    for chosen, again, told in (
        (NEW, "x", "differ"),
        (PASSWORD, PASSWORD, "present"),
        ("abc", "abc", "12 char"),
    ):
        page = browser.post("/account/password", old=PASSWORD, password=chosen, again=again)
        assert (page.status_code, told in page.text) == (422, True)
    assert other.get("/").url.path == "/"
    done = browser.post("/account/password", old=PASSWORD, password=NEW, again=NEW)
    assert "The password is changed" in done.text
    assert other.get("/").url.path == "/login"
    assert browser.client.cookies["__Host-wco"] != stolen
    assert Browser(site).log_in().status_code == 401
    assert Browser(site).log_in(password=NEW).url.path == "/"
    assert [entry["action"] for entry in site.audit() if entry["result"] == "refused"] == [
        "confirm_password",
        "log_in",
    ]


def test_guesses_of_the_old_password_are_counted(browser: Browser) -> None:
    tried = [browser.post("/account/password", old="guess", password=NEW, again=NEW).text for _ in range(11)]
    assert "The password is wrong." in tried[9]
    assert "Too many log-ins failed" in tried[10]


def test_an_authenticator_app_is_on_once_its_code_was_right(site: PortalSite, browser: Browser) -> None:
    form = browser.get("/account/authenticator").text
    assert 'src="data:image/svg+xml' in form
    wrong = browser.post("/account/authenticator", offer=offer_of(form), code="000000")
    assert (wrong.status_code, "This code is wrong" in wrong.text) == (422, True)
    assert Browser(site).log_in().url.path == "/"
    app, codes = set_up(browser)
    assert len(codes) == 10
    assert log_in_with(site, app.now()) == "/login/code", "the code of the enrolment is not taken twice"
    assert log_in_with(site, codes[0]) == "/"
    assert log_in_with(site, codes[0]) == "/login/code"
    assert "9 recovery codes are left" in browser.get("/account").text


def test_the_key_of_somebody_elses_offer_is_not_taken(site: PortalSite, browser: Browser) -> None:
    site.add_account("ewa")
    ewa = Browser(site)
    ewa.log_in("ewa")
    form = ewa.get("/account/authenticator").text
    app = pyotp.TOTP(re.findall(r'class="key">([A-Z2-7 ]+)<', form)[0].replace(" ", ""))
    assert browser.post("/account/authenticator", offer=offer_of(form), code=app.now()).status_code == 422
    assert browser.post("/account/authenticator", offer="x", code=app.now()).status_code == 422


def test_recovery_codes_are_renewed(site: PortalSite, browser: Browser) -> None:
    _app, old = set_up(browser)
    page = browser.post("/account/recovery-codes").text
    new = re.findall(r"<code>([0-9a-f-]{14})</code>", page)
    assert len(set(new) - set(old)) == 10
    assert log_in_with(site, old[0]) == "/login/code"
    assert log_in_with(site, new[0]) == "/"


def test_an_app_is_turned_off_by_the_password(site: PortalSite, browser: Browser) -> None:
    set_up(browser)
    assert browser.post("/account/authenticator/off", password="guess").status_code == 401
    assert Browser(site).log_in().url.path == "/login/code"
    assert "turned off" in browser.post("/account/authenticator/off", password=PASSWORD).text
    assert Browser(site).log_in().url.path == "/"


def test_after_ten_minutes_the_password_is_asked_for_before_an_app(
    site: PortalSite, browser: Browser
) -> None:
    with site.connect() as database:
        database.execute("UPDATE portal.session SET confirmed = now() - interval '11 minutes'")
    assert browser.get("/account/authenticator").url.path == "/login/confirm"
    assert browser.post("/account/authenticator", offer="x", code="1").url.path == "/login/confirm"
    done = browser.post("/login/confirm", password=PASSWORD, next="/account/authenticator")
    assert done.url.path == "/account/authenticator"


def test_sessions_are_listed_and_ended(site: PortalSite, browser: Browser) -> None:
    other, third = Browser(site, "198.51.100.99"), Browser(site)
    for one in (other, third):
        one.log_in()
    page = browser.get("/account").text
    assert "198.51.100.99" in page
    ended = re.findall(r"/account/sessions/([0-9a-f-]{36})/end", page)
    assert len(ended) == 2
    assert browser.post(f"/account/sessions/{ended[0]}/end").status_code == 200
    assert browser.post(f"/account/sessions/{ended[0]}/end").status_code == 404
    assert [one.get("/").url.path for one in (other, third)].count("/login") == 1
    browser.post("/account/sessions/end-others")
    assert [one.get("/").url.path for one in (other, third)] == ["/login", "/login"]
    assert browser.get("/account").url.path == "/account"


def test_nobody_ends_somebody_elses_session(site: PortalSite, browser: Browser) -> None:
    site.add_account("ewa")
    ewa, second = Browser(site), Browser(site)
    for one in (ewa, second):
        one.log_in("ewa")
    session = re.findall(r"/account/sessions/([0-9a-f-]{36})/end", ewa.get("/account").text)[0]
    assert browser.post(f"/account/sessions/{session}/end").status_code == 404
    assert second.get("/").url.path == "/"


def test_browsers_are_described_in_two_words() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Version/18.0 Safari/604.1"
    assert [described(agent) for agent in (edge, phone, "curl/8.5.0", "")] == [
        "Edge, Windows", "Safari, iPhone", "curl/8.5.0", "",
    ]  # fmt: skip
