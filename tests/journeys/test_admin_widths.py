"""No choice of the portrait's form is wider than the window, however long its names."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests import factories
from tests.browser import CHROMIUM, chromium
from tests.desk import Desk, url

WIDE_NAMES = "#id_naf_division"
RIGHT_EDGES = """
[...document.querySelectorAll("form select")].filter((choice) => choice.offsetParent)
  .map((choice) => [choice.id, choice.getBoundingClientRect().right])
"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here.")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_choice_runs_off_the_form(live_server, client, monkeypatch):
    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    directory = factories.ambassador(title="Fonderie", slug="fonderie").get_parent()
    session = Desk(client).client.cookies[settings.SESSION_COOKIE_NAME].value
    address = live_server.url + url("add", "ambassadors", "ambassadorpage", directory.pk)
    with chromium() as browser:
        for width in (1280, 360):
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
