"""The guides in a browser: commands are copied without their prompt, and every page can be read at every width."""

from __future__ import annotations

from typing import Any

import pytest

from cms.partnerships.guides import ORDER
from tests.axe import WITH_BEST_PRACTICE, complaints
from tests.browser import CHROMIUM, chromium, until, visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_they_are_read_and_copied_from(live_server: Any) -> None:
    site = live_server.url
    address = f"{site}/en/partners/guides/"
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        page = context.new_page()
        visit(page, address + "rest/")
        answered = page.locator(".guide-code", has=page.locator(".guide-answer")).first
        answered.get_by_role("button", name="Copy").press("Enter")
        until(page, "document.querySelector('[data-guide-said]').textContent === 'Copied.'")
        copied = page.evaluate("navigator.clipboard.readText()").splitlines()
        assert len(copied) == 2
        assert all(line.startswith("curl -s ") and site in line for line in copied)

        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            for name in ("", *(f"{name}/" for name in ORDER)):
                visit(page, address + name)
                assert complaints(page, rules=WITH_BEST_PRACTICE) == [], name
                assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        context.close()

        context = browser.new_context(java_script_enabled=False, color_scheme="dark", locale="fr-FR")
        page = context.new_page()
        page.goto(f"{site}/partenaires/guides/start/")
        assert page.locator(".guide-code").count() > 2
        assert page.locator(".guide-text button").count() == 0
        context.close()
