"""What only a browser can tell of the reviewers’ pages: axe finds nothing, nothing overflows, at both widths."""

from __future__ import annotations

import html
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment

from cms.feed.transaction import editorial_transaction
from cms.workflow.models import BoundTaskState
from tests import factories
from tests.axe import complaints
from tests.browser import CHROMIUM, chromium, visit
from tests.review_world import House, at, review_url

TYPES = {
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".js": "text/javascript",
    ".png": "image/png",
}
ORIGIN = "http://localhost"
# A folder for the pictures of the pages, where somebody wants to look at them.
SHOTS = os.environ.get("REVIEW_SHOTS", "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
]


def fetch(client: Client, path: str) -> dict[str, dict[str, Any]]:
    """Return a page with what stands in it. Asked for before the browser starts: its thread has another connection."""
    found: dict[str, dict[str, Any]] = {}
    waiting = [path, reverse("wagtailadmin_sprite")]
    while waiting:
        address = html.unescape(waiting.pop())
        if address in found or address.startswith("/static/"):
            continue
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        # Not every header: Cross-Origin-Opener-Policy makes Chromium start anew, past what answers here.
        headers = {key: response[key] for key in ("Content-Type", "X-Frame-Options") if response.has_header(key)}
        assert address != path or response.status_code == 200, f"{path}: {response.status_code}"
        found[address] = {"status": response.status_code, "body": body, "headers": headers}
        if "text/html" in headers.get("Content-Type", ""):
            waiting += re.findall(r' src="(/[^"]+)"', body.decode())
    return found


def answering(known: dict[str, dict[str, Any]]) -> Any:
    """Return what Playwright calls for each request of a page."""

    def fulfil(route: Any) -> None:
        parts = urlsplit(route.request.url)
        file = finders.find(parts.path.removeprefix("/static/")) if parts.path.startswith("/static/") else None
        if file:
            kind = TYPES.get(Path(str(file)).suffix, "text/plain")
            route.fulfill(status=200, body=Path(str(file)).read_bytes(), content_type=kind)
            return
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        route.fulfill(**known.get(address, {"status": 404, "body": b""}))

    return fulfil


class Morning:
    """A house in the middle of its work: late, returned, changed, awaited, scheduled."""

    def __init__(self) -> None:
        self.house = house = House()
        photo, other = (
            factories.image(title="La coulée du jeudi"),
            factories.image(title="Le moule", credit="", may_open=False),
        )
        story = [
            ("heading", {"text": "Un four, trois générations", "level": "2", "anchor": ""}),
            ("rich_text", "<p>On coule encore à la main, dans un atelier de briques, avec douze personnes.</p>"),
            ("photo", {"image": photo, "alt": "", "caption": "La coulée"}),
        ]
        self.article = house.submitted(title="Portes ouvertes chez les fondeurs de Créteil", body=story, image=photo)
        house.decide(self.article, house.reviewer, comment="Très bien, @paul peut publier.")
        with editorial_transaction():
            house.decide(self.article, house.publisher)
        changed = [
            *story[:1],
            ("rich_text", "<p>On coule toujours à la main, dans un atelier de briques, avec quinze personnes.</p>"),
            ("pull_quote", {"text": "Ici, on répare avant de remplacer.", "speaker": "Nadia Ferrand", "role": ""}),
        ]
        stream = type(self.article).body.field.to_python(changed)
        house.edit(self.article, house.writer, title="Portes ouvertes chez les fondeurs", body=stream, image=other)
        self.state = house.submit(self.article)
        BoundTaskState.objects.filter(pk=self.state.pk).update(
            due_on=timezone.localdate() - timedelta(days=6), started_at=timezone.now() - timedelta(days=11)
        )
        with editorial_transaction():
            Comment.objects.create(
                page_id=self.article.pk, user=house.writer, text="Vérifier le nombre avec @remi", contentpath="title"
            )
        self.second = house.submitted(title="Vingt ateliers ouvrent leurs portes en novembre")
        self.returned = house.submitted(title="Salon du Made in France")
        house.decide(self.returned, house.reviewer, "reject", "Il manque la date du salon.")

    def pages(self) -> dict[str, tuple[Any, str]]:
        """Name each page with whose it is and its address."""
        house = self.house
        return {
            "review": (house.reviewer, review_url(self.article)),
            "review-own": (house.writer, review_url(self.article)),
            "waiting": (house.reviewer, reverse("workflow:waiting")),
            "waiting-none": (house.publisher, reverse("workflow:waiting")),
            "home-reviewer": (house.reviewer, reverse("wagtailadmin_home")),
            "home-writer": (house.writer, reverse("wagtailadmin_home")),
            "home-publisher": (house.publisher, reverse("wagtailadmin_home")),
            "account": (house.reviewer, reverse("wagtailadmin_account")),
        }


@pytest.fixture
def visits(db: None) -> dict[str, tuple[str, dict[str, dict[str, Any]]]]:
    """Fetch every page of the morning."""
    return {name: (path, fetch(at(user), path)) for name, (user, path) in Morning().pages().items()}


def test_every_page_is_accessible_and_fits_on_a_phone(visits: Any) -> None:
    found: list[str] = []
    with chromium() as browser:
        for width in (360, 1280):
            for name, (path, known) in visits.items():
                context = browser.new_context(viewport={"width": width, "height": 740}, locale="fr-FR")
                context.route("**/*", answering(known))
                page = context.new_page()
                visit(page, ORIGIN + path)
                # Only what is ours: the frame around it is Wagtail's.
                found += [f"{name} {width}: {one}" for one in complaints(page, "main")]
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if wide > 0:
                    found.append(f"{name} {width}: overflows by {wide} px")
                if SHOTS:
                    page.screenshot(path=f"{SHOTS}/{name}-{width}-screen.png")
                    # What scrolls is inside the admin's frame: a picture of everything needs a tall window.
                    page.set_viewport_size({"width": width, "height": 5200})
                    page.screenshot(path=f"{SHOTS}/{name}-{width}.png")
                context.close()
    assert found == []
