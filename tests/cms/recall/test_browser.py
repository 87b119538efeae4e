"""What only a browser can tell of the admin pages of recalls and of the panels beside the editor: axe, widths, keys."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from cms.feed.transaction import editorial_transaction
from cms.recall.services import acknowledge, add_recipient
from cms.recall.taking_back import withdraw_page
from tests import axe, factories
from tests.browser import CHROMIUM, chromium, visit
from tests.recall_world import ASKED, admitted, article_with, picture_of
from tests.workflow_world import person

ORIGIN = "http://localhost"
WIDTHS = (360, 1280)
# The icons of the admin.
SPRITE = "/admin/sprite/"
SHOTS = os.environ.get("RECALL_SHOTS", "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
]


Pages = dict[str, bytes]


def drawn(addresses: Iterable[str]) -> Pages:
    """Draw pages as an administrator gets them. Before the browser starts: its loop has a connection of its own."""
    client = Client()
    client.force_login(person("chef", is_superuser=True))
    return {address: client.get(address).content for address in [*addresses, SPRITE]}


def answer(pages: Pages, address: str) -> dict[str, Any]:
    """Return what our site sends for an address: a page that was drawn, or a static file."""
    path = urlsplit(address).path
    if path in pages:
        return {"status": 200, "body": pages[path], "content_type": "text/html; charset=utf-8"}
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if not found:
        return {"status": 404, "body": b""}
    kind = mimetypes.guess_type(str(found))[0] or "application/octet-stream"
    return {"status": 200, "body": Path(str(found)).read_bytes(), "content_type": kind}


@contextmanager
def at(browser: Any, pages: Pages, width: int) -> Iterator[Any]:
    """Open a window of a width that gets these pages."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="fr-FR")
    context.route("**/*", lambda route: route.fulfill(**answer(pages, route.request.url)))
    yield context.new_page()
    context.close()


def complaints(page: Any, part: str = "") -> list[str]:
    # What frames every page of the admin is Wagtail's.
    where = part or {"exclude": [[".sidebar"], ["[data-sprite]"]]}
    return axe.complaints(page, where, axe.WITH_BEST_PRACTICE)


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


class TestPages:
    def addresses(self) -> dict[str, str]:
        image = picture_of("Nadia Ferrand", "Ali Benali", title="Nadia Ferrand devant le four")
        portrait = admitted(factories.ambassador(title="Atelier des Deux-Rives", image=image))
        article_with(image, title="Portes ouvertes des ateliers")
        gone = factories.article(title="Kermesse des ateliers")
        with editorial_transaction():
            sheet = withdraw_page(gone, request=ASKED, pictures=[factories.image(title="Le four").pk])
        agency = add_recipient(sheet, name="Agence de la Ville de Créteil", contact="web@creteil.exemple")
        acknowledge(agency, note="Retirée du site le matin même.")
        add_recipient(sheet, name="Journal du Val", contact="01 23 45 67 89")
        return {
            "recalls": reverse("recall:index"),
            "sheet": reverse("recall:sheet", args=[sheet.pk]),
            "withdraw-image": reverse("recall:withdraw_image", args=[image.pk]),
            "withdraw-page": reverse("recall:withdraw_page", args=[portrait.pk]),
            "withdrawn-page": reverse("recall:withdraw_page", args=[gone.pk]),
        }

    def test_are_accessible_and_fit_at_both_widths(self) -> None:
        found, addresses = [], self.addresses()
        pages = drawn(addresses.values())
        with chromium() as browser:
            for width in WIDTHS:
                with at(browser, pages, width) as page:
                    for name, address in addresses.items():
                        visit(page, ORIGIN + address)
                        shot(page, f"{name}-{width}")
                        found += [f"{name} {width} {one}" for one in complaints(page)]
                        if page.evaluate("document.documentElement.scrollWidth") > width:
                            found.append(f"{name} {width} is wider than the screen")
        assert found == []


class TestPanels:
    def test_are_accessible_and_reached_by_keyboard(self) -> None:
        image = factories.image(title="Le four sans crédit", credit="", may_open=False)
        article = factories.article(is_live=False, title="Portes ouvertes", image=image)
        new = reverse("wagtailadmin_pages:add", args=["news", "articlepage", article.get_parent().pk])
        edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
        pages, found = drawn([new, edit]), []
        with chromium() as browser:
            for width in WIDTHS:
                with at(browser, pages, width) as page:
                    for address in (edit, new):
                        for name in ("completeness", "why"):
                            visit(page, ORIGIN + address)
                            page.locator(f"[data-side-panel-toggle='{name}']").focus()
                            page.keyboard.press("Enter")
                            page.locator(f"[data-side-panel='{name}']").wait_for(state="visible")
                            page.wait_for_timeout(400)
                            if address == edit:
                                shot(page, f"panel-{name}-{width}")
                            part = f"[data-side-panel='{name}']"
                            found += [f"{name} {width} {one}" for one in complaints(page, part)]
        assert found == []
