"""What only a browser can tell: axe finds nothing, nothing overflows and nothing jumps, on a phone and on a desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client

from tests.axe import WITH_BEST_PRACTICE, complaints
from tests.browser import CHROMIUM, visit
from tests.cms.face.visits import build

TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
ORIGIN = "http://localhost"
WATCH_SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
]


def answer(visitor: Client, address: str) -> dict[str, Any]:
    """Return what our site sends for an address, static files included."""
    parts = urlsplit(address)
    if parts.path.startswith("/static/"):
        file = Path(str(finders.find(parts.path.removeprefix("/static/"))))
        return {"status": 200, "body": file.read_bytes(), "content_type": TYPES[file.suffix]}
    response = visitor.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return {"status": response.status_code, "body": response.content, "content_type": response["Content-Type"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; our requests are answered in it, one after the other.
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


class TestInBrowser:
    def test_every_page_is_accessible_at_both_widths_and_in_both_schemes(self, browser: Any, db: None) -> None:
        visitor, found = Client(), []
        with transaction.atomic():
            paths = build()
            for width, scheme in ((360, "light"), (1280, "dark")):
                context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
                context.route("**/*", lambda route: route.fulfill(**answer(visitor, route.request.url)))
                context.add_init_script(WATCH_SHIFTS)
                page = context.new_page()
                for name, path in paths.items():
                    visit(page, ORIGIN + path)
                    found += [f"{name} {width} {scheme}: {one}" for one in complaints(page, rules=WITH_BEST_PRACTICE)]
                    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                        found.append(f"{name} {width}: wider than the screen")
                    if page.evaluate("window.shift") > 0.01:
                        found.append(f"{name} {width}: shifts by {page.evaluate('window.shift')}")
                assert context.cookies() == []
                context.close()
            transaction.set_rollback(True)
        assert found == []
