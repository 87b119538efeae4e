"""The desk in a browser, on both sides: it fits, axe finds nothing, the keyboard is enough, and no script is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cms.partners import usage
from cms.partners.keys import valid_keys
from cms.partners.models import PartnerContact
from cms.partnerships.desk import Desk as PartnerDesk
from tests import factories
from tests.axe import complaints
from tests.browser import CHROMIUM, chromium
from tests.desk import Desk
from tests.partner_page import come_in, link_in
from tests.partners_world import Known, get

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
# What is cut at the right, though the page does not scroll: the admin scrolls inside itself.
CUT = """
([where, width]) => [...document.querySelectorAll(`${where} :is(p, a, button, h2, h3, input, select, td, th, label)`)]
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().right > width + 1
    && !one.closest('.visually-hidden, .w-sr-only, thead'))
  .map((one) => one.outerHTML.slice(0, 120))
"""
WIDTHS = (1280, 360)


@pytest.fixture(autouse=True)
def _in_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@contextmanager
def window(browser: Any, site: str, client: Client | None = None, **options: Any) -> Iterator[Any]:
    """Open a window with the cookies that a test client has."""
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, locale="fr-FR", **options)
    for name, cookie in (client.cookies if client else {}).items():
        context.add_cookies([{"name": name, "value": cookie.value, "url": site}])
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def cut_at(page: Any, where: str, width: int) -> list[str]:
    """Return what is cut at the right, or scrolls sideways, once the admin's menu has slid to its place."""
    for _attempt in range(40):
        wide = page.evaluate("document.documentElement.scrollWidth")
        cut = page.evaluate(CUT, [where, width]) + ([f"{wide} wide"] if wide > width else [])
        if not cut:
            break
        page.wait_for_timeout(100)
    return list(cut)


def faults(page: Any, address: str, where: str) -> list[str]:
    """Return what runs off the window, or hinders somebody, at both widths."""
    answer = page.goto(address)
    found = [] if answer.status == 200 else [f"{address}: {answer.status}"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{address} {width}: {one}" for one in cut_at(page, where, width)]
    return found + [f"{address}: {one}" for one in complaints(page, where, iframes=False)]


def test_both_sides_fit_and_axe_finds_nothing(
    live_server: Any, client: Client, who: Known, camille: PartnerContact, django_capture_on_commit_callbacks: Any
) -> None:
    factories.article(title="Les ateliers ouvrent leurs portes")
    assert get("/api/v1/news", who).status_code == 200
    usage.flush()
    factories.article(title="Ce que personne ne montre")
    site, found = live_server.url, []
    Desk(client)
    partner_side = come_in(camille, django_capture_on_commit_callbacks)
    staff, own = (PartnerDesk(who.partner, is_staff=is_staff) for is_staff in (True, False))
    lists = [reverse(f"partners:{name}") for name in ("index", "add", "overview", "unshown")]
    with chromium() as browser:
        with window(browser, site, client) as page:
            for path in [address for _name, _label, address in staff.tabs]:
                found += faults(page, site + path, ".desk-staff")
            for path in lists:
                found += faults(page, site + path, "#main form" if path.endswith("/add/") else "#listing-results")
        with window(browser, site, partner_side) as page:
            for path in [reverse("partnerships:start"), *(address for _name, _label, address in own.tabs)]:
                found += faults(page, site + path, "main")
    assert found == []


def test_a_key_is_issued_by_keyboard_and_shown_once(live_server: Any, client: Client, who: Known) -> None:
    site = live_server.url
    Desk(client)
    address = site + reverse("partners:section", args=[who.partner.pk, "keys", ""])
    with chromium() as browser, window(browser, site, client) as page:
        page.goto(address)
        button = page.get_by_role("button", name="La remplacer par une nouvelle clé").first
        page.locator(".desk-tabs a").last.focus()
        for _press in range(6):
            page.keyboard.press("Tab")
            if button.evaluate("one => one === document.activeElement"):
                break
        page.keyboard.press("Enter")
        shown = page.locator(".desk-secret code").first
        shown.wait_for()
        text = shown.inner_text()
        assert text.startswith("fvm_sk_")
        assert get("/api/v1/news", Known(who.partner, text, "")).status_code == 200
        page.goto(address)
        assert text[:13] in page.content()
        assert text not in page.content()


def test_a_partner_does_everything_without_scripts(
    live_server: Any, who: Known, camille: PartnerContact, settings: Any
) -> None:
    site = live_server.url
    settings.WAGTAILADMIN_BASE_URL = "http://testserver"
    with chromium() as browser, window(browser, site, java_script_enabled=False) as page:
        page.goto(site + reverse("partnerships:start"))
        page.get_by_label("Votre adresse électronique").fill(camille.email)
        page.get_by_role("button", name="Recevoir un lien").click()
        page.get_by_text("un courriel part avec un lien").wait_for()
        page.goto(site + link_in(mail.outbox[-1]))
        assert page.get_by_role("heading", level=1).inner_text() == who.partner.name

        page.get_by_role("link", name="Clés").click()
        page.get_by_role("button", name="La remplacer par une nouvelle clé").first.click()
        assert page.locator("#new-key, .desk-secret code").first.inner_text().startswith("fvm_sk_")
        assert page.locator("[data-copy]").first.is_hidden()
        assert valid_keys().filter(partner=who.partner, kind="secret").count() == 2

        page.get_by_role("link", name="Sites", exact=True).click()
        page.locator("textarea[name=origins]").fill("https://nouveau.example")
        page.get_by_role("button", name="Enregistrer les sites").click()
        page.get_by_role("status").wait_for()
        assert [one.origin for one in who.partner.origins.all()] == ["https://nouveau.example"]

        page.get_by_role("link", name="Webhooks").click()
        page.get_by_label("Adresse").fill("https://recevoir.example/fabrique")
        page.get_by_role("button", name="Ajouter le point de réception").click()
        assert page.locator("#new-secret").inner_text().startswith("whsec_")

        page.get_by_role("link", name="Utilisation", exact=True).click()
        page.get_by_role("link", name="90 jours").click()
        assert page.locator("[aria-current=true]").inner_text() == "90 jours"

        page.get_by_role("button", name="Se déconnecter").click()
        page.get_by_text("Vous êtes déconnecté").wait_for()
        page.goto(site + reverse("partnerships:section", args=["keys", ""]))
        assert page.get_by_label("Votre adresse électronique").count() == 1
