"""On a phone and on a desk: no screen of the staff is wider than the window, and axe finds nothing in what is ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests import factories
from tests.axe import complaints
from tests.browser import CHROMIUM, chromium
from tests.desk import Desk, url
from tests.journeys.screens import Screen, load_house, our_screens

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
WIDTHS = (1280, 360)
WIDE_NAMES = "#id_naf_division"
RIGHT_EDGES = """
[...document.querySelectorAll("form select")].filter((choice) => choice.offsetParent)
  .map((choice) => [choice.id, choice.getBoundingClientRect().right])
"""
PANELS = ("completeness", "why")


class Looker:
    """Opens screens under the right account at one width, and notes what is wrong."""

    def __init__(self, browser: Any, origin: str, width: int) -> None:
        self.browser, self.origin, self.width = browser, origin, width
        self.windows: dict[str, Any] = {}
        self.found: list[str] = []

    def window_of(self, username: str) -> Any:
        """Return the window of an account, signed in without the form."""
        if username not in self.windows:
            client = Client()
            client.force_login(get_user_model().objects.get(username=username))
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context = self.browser.new_context(viewport={"width": self.width, "height": 800}, locale="fr-FR")
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.origin}])
            self.windows[username] = context.new_page()
        return self.windows[username]

    def open(self, name: str, screen: Screen) -> Any:
        """Open a screen, and note if it is wider than the window."""
        page = self.window_of(screen.username)
        answer = page.goto(self.origin + screen.path, wait_until="load")
        if answer.status != 200 or not page.url.endswith(screen.path):
            self.found.append(f"{name} {self.width}: {answer.status} {page.url}")
        self.measure(page, name)
        return page

    def measure(self, page: Any, name: str) -> None:
        """Note what runs off the right of the window."""
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            self.found.append(f"{name} {self.width}: {wide} wide")

    def listen(self, page: Any, name: str, where: str = "#main") -> None:
        """Note what axe finds in a part of a screen."""
        self.found += [f"{name} {self.width}: {one}" for one in complaints(page, where)]


@pytest.fixture
def _in_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.mark.gated
@pytest.mark.usefixtures("_in_one_thread")
def test_our_screens_fit_and_axe_finds_nothing(live_server: Any) -> None:
    load_house(port=int(live_server.url.rsplit(":", 1)[1]))
    screens, found = our_screens(), []
    with chromium() as browser:
        for width in WIDTHS:
            looker = Looker(browser, live_server.url, width)
            for name, screen in screens.items():
                page = looker.open(name, screen)
                if name.startswith("editor"):
                    _look_at_panels(looker, page, name)
                else:
                    looker.listen(page, name)
            found += looker.found
    assert found == []


def _look_at_panels(looker: Looker, page: Any, name: str) -> None:
    """Open each of our panels beside the form: the rest of the editor is Wagtail's own."""
    for panel in PANELS:
        page.locator(f"[data-side-panel-toggle='{panel}']").click()
        shown = page.locator(f"[data-side-panel='{panel}']")
        shown.wait_for(state="visible")
        looker.measure(page, f"{name}, {panel}")
        looker.listen(page, f"{name}, {panel}", f"[data-side-panel='{panel}'] .house-side-panel")
        page.locator(f"[data-side-panel-toggle='{panel}']").click()


@pytest.mark.usefixtures("_in_one_thread")
def test_no_choice_runs_off_the_form(live_server: Any, client: Client) -> None:
    """However long the names of the choices of a portrait's form."""
    directory = factories.ambassador(title="Fonderie", slug="fonderie").get_parent()
    session = Desk(client).client.cookies[settings.SESSION_COOKIE_NAME].value
    address = live_server.url + url("add", "ambassadors", "ambassadorpage", directory.pk)
    with chromium() as browser:
        for width in WIDTHS:
            context = browser.new_context(viewport={"width": width, "height": 800}, locale="fr-FR")
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
            page = context.new_page()
            page.goto(address)
            page.locator(WIDE_NAMES).scroll_into_view_if_needed()
            edges = page.evaluate(RIGHT_EDGES)
            assert len(edges) >= 3
            assert [(name, edge) for name, edge in edges if edge > width] == []
            form = page.locator(".w-form-width").first.bounding_box()
            assert all(edge <= form["x"] + form["width"] + 1 for _name, edge in edges)
            context.close()
