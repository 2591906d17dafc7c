"""Styles and scripts: their addresses have a version, and are kept by browsers."""

import re

from tests.portal.site import Browser, PortalSite


def test_files_of_a_page_have_a_version_and_are_kept(site: PortalSite) -> None:
    browser = Browser(site)
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', browser.get("/login").text)
    assert len(addresses) == 4
    for address in addresses:
        assert re.fullmatch(r"/static/[\w.-]+\?v=[0-9a-f]{12}", address)
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "max-age=604800")
    assert browser.get("/static/style.css").headers["cache-control"] == "max-age=300"
    assert browser.get("/static/none.css?v=1").status_code == 404
