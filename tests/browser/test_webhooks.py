"""The pages of webhooks, as somebody goes through them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import look
from tests.portal.site import PASSWORD, PortalDatabase

pytestmark = pytest.mark.browser

_SENT = """
    WITH made AS (
        INSERT INTO portal.delivery (tenant, webhook, event, kind, data, state, tries, created, due)
        SELECT tenant, webhook, gen_random_uuid(), kind, '{}', sent.state, tries, now() - age * interval '1 hour',
               now() + interval '2 hours'
        FROM portal.webhook, (VALUES ('call.ended', 'waiting', 0, 0, ''), ('call.ended', 'waiting', 2, 1, 'no answer in time'),
                                     ('change.live', 'arrived', 0, 2, ''), ('change.refused', 'failed', 11, 99, 'status 500'))
                             AS sent (kind, state, tries, age, reason)
        WHERE tenant = %s RETURNING tenant, delivery, delivery.state, delivery.tries)
    INSERT INTO portal.delivery_try (tenant, delivery, status, reason, ms)
    SELECT tenant, delivery, CASE state WHEN 'arrived' THEN 204 WHEN 'failed' THEN 500 END,
           CASE state WHEN 'arrived' THEN '' WHEN 'failed' THEN 'status 500' ELSE 'no answer in time' END, 120
    FROM made WHERE state <> 'waiting' OR tries > 0"""


def test_a_webhook_is_made_looked_at_and_removed(page: Page, database: PortalDatabase, language: str) -> None:
    company = f"hooks{language}"
    database.add_company(company)
    database.add_account(tenant=company)
    with database.connect() as connection:
        connection.execute("UPDATE portal.account SET language = %s WHERE tenant = %s", (language, company))
    page.goto("/login")
    for field, value in (("company", company), ("login", "anna"), ("password", PASSWORD)):
        page.fill(f"#{field}", value)
    page.click("button.main")
    page.goto("/account")
    page.click("a[href='/webhooks']")
    look(page, "webhooks_none", language)
    page.fill("#name", "CRM")
    page.fill("#url", "https://crm.example.com:25/wco")
    page.uncheck("#event-change\\.live")
    page.click("main button.main")
    expect(page.locator(".mistake")).to_have_count(2)
    look(page, "webhooks_mistake", language)
    page.fill("#url", "https://crm.example.com/wco")
    for event in ("change\\.live", "change\\.refused", "call\\.ended"):
        page.check(f"#event-{event}")
    page.click("main button.main")
    expect(page.locator("code.key")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    look(page, "webhook_key", language)
    with database.connect() as connection:
        connection.execute(_SENT.encode(), (company,))
        connection.execute(
            "UPDATE portal.webhook SET failing = now() - interval '99 hours', state = 'failed' WHERE tenant = %s",
            (company,),
        )
    page.click("a.main")
    expect(page.locator("tbody tr")).to_have_count(4)
    look(page, "webhook", language)
    page.click("tbody tr:nth-child(2) td a")
    look(page, "webhook_delivery", language)
    page.goto("/webhooks")
    look(page, "webhooks", language)
    page.click("tbody a")
    page.click("main .card button.main")
    expect(page.locator(".alert")).to_have_count(0)
    look(page, "webhook_on", language)
    page.click("a[href$='/remove']")
    look(page, "webhook_remove", language)
    page.click("main button.danger")
    page.wait_for_url("**/webhooks")
    expect(page.locator("tbody")).to_have_count(0)
