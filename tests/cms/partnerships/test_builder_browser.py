"""The builder in a browser: it updates in place, says so, copies, and can be used at every width."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from cms.partners.models import Partner
from tests.axe import complaints
from tests.browser import CHROMIUM, chromium, until
from tests.cms.delivery.embed.cards_world import article, maker
from tests.desk import Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_it_is_built_without_a_button(live_server: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    site = live_server.url
    maker(base=site, number=1, commune=("94028", "Créteil"))
    maker(base=site, number=2, commune=("94081", "Vitry"))
    article(base=site)
    session = Desk(client).client.cookies[settings.SESSION_COOKIE_NAME].value
    partner = Partner.objects.create(name="Ville d’Exemple")
    address = f"{site}/admin/partners/{partner.pk}/embed/"
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        page = context.new_page()
        page.goto(address)
        assert page.get_by_role("button", name="Mettre à jour").count() == 0
        preview = page.frame_locator(".builder-preview")
        expect(preview.locator("fabrique-feed .name")).to_have_text(["Atelier 1", "Atelier 2"])

        page.locator("[data-facet=commune] summary").click()
        page.locator("[name='f.commune'][value='94028']").check()
        until(page, "document.querySelector('[data-builder-said]').textContent.startsWith('1 ')")
        assert 'commune="94028"' in page.input_value("#code-element")
        assert page.evaluate("document.activeElement.value") == "94028"
        assert "f.commune=94028" in page.url
        # Cards without words keep the room until the answer is there: only names say that it is.
        expect(preview.locator("fabrique-feed .name")).to_have_text(["Atelier 1"])

        page.locator("[data-copy=code-element]").click()
        until(page, "document.querySelector('[data-builder-said]').textContent === 'Copié.'")
        assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#code-element")

        page.select_option("#builder-type", "news")
        until(page, "document.querySelector('#code-element').value.includes('news')")
        assert "commune" not in page.url
        assert page.locator("[data-facet=category]").count() == 1

        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert complaints(page, ".desk-section", iframes=False) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()

        # Without scripts the form has its button, and nothing that needs one.
        context = browser.new_context(java_script_enabled=False, locale="fr-FR")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        page = context.new_page()
        page.goto(address)
        page.select_option("#builder-type", "news")
        page.get_by_role("button", name="Mettre à jour").click()
        assert 'type="news"' in page.input_value("#code-element")
        assert page.locator("[data-copies]").first.is_hidden()
        context.close()
