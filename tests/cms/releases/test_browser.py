"""What only a browser can tell: axe finds nothing and nothing overflows, on a phone and on a desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.feed.sweep import sweep
from cms.feed.transaction import editorial_transaction
from cms.releases import composing
from cms.releases.models import Release, State
from tests import factories
from tests.axe import violations
from tests.browser import CHROMIUM, chromium, visit
from tests.releases_world import approved, edited, edition, publisher, release_of, schedule
from tests.workflow_world import publish_cleared

PICTURES = os.environ.get("RELEASES_PICTURES", "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
]


@dataclass
class Desk:
    """A publisher before a browser."""

    browser: Any
    origin: str
    session: str
    paths: dict[str, str]

    @contextmanager
    def at(self, width: int, **options: Any) -> Iterator[Any]:
        """Open a window of some width."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, locale="fr-FR", **options)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": self.session, "url": self.origin}])
        yield context.new_page()
        context.close()


@pytest.fixture
def desk(live_server: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Return a publisher before a real browser, on a site with a release of each state."""
    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    sweep()
    paths = build()
    client.force_login(publisher())
    with chromium() as browser:
        yield Desk(browser, live_server.url, client.cookies[settings.SESSION_COOKIE_NAME].value, paths)


def build() -> dict[str, str]:
    """Make a release of each state and a month full of dates; return the addresses to look at."""
    user = publisher()
    paper, *chapters = edition()
    portrait = factories.ambassador(is_live=False, title="Fonderie Ferrand")
    with editorial_transaction():
        mixed = composing.create(
            name="Livre blanc 2027", note="Avec le salon de juin.", user=user, pages=[paper, *chapters[:1], portrait]
        )
    english = [(item.content_id, item.locale_id) for item in mixed.items.filter(page=None)]
    with editorial_transaction():
        composing.leave_out(mixed, english[:1], reason="Traduction prévue en 2028.", user=user)
    ready = release_of(approved(factories.article(is_live=False, title="Portes ouvertes")), name="Portes ouvertes")
    planned_page = approved(factories.article(is_live=False, title="Rencontres de l’industrie"))
    planned = schedule(release_of(planned_page, name="Rencontres de juin"), timezone.now() + timedelta(hours=2))
    approved(edited(planned_page, summary="Le programme a changé."))
    stopped = release_of(approved(factories.article(is_live=False, title="Bilan")), name="Bilan de l’année")
    Release.objects.filter(pk=stopped.pk).update(
        state=State.STOPPED, stopped_at=timezone.now(), stop_reason="« Bilan » (Français) : elle a changé."
    )
    soon = timezone.now() + timedelta(hours=1)
    edited(factories.article(is_live=False, title="Sous embargo jusqu’au conseil"), go_live_at=soon)
    publish_cleared(edited(factories.article(is_live=False, title="Appel à candidatures"), expire_at=soon))
    photo = factories.image(title="La coulée", rights_until=soon)
    publish_cleared(factories.article(is_live=False, title="La coulée du bronze", image=photo))

    def at(name: str, *args: Any) -> str:
        return reverse(f"releases_admin:{name}", args=args)

    return {
        "index": at("index"),
        "mixed": at("release", mixed.pk),
        "ready": at("release", ready.pk),
        "planned": at("release", planned.pk),
        "stopped": at("release", stopped.pk),
        "decide": at("decide", ready.pk),
        "add": at("add"),
        "add-pages": f"{at('add_pages', ready.pk)}?page={paper.pk}",
        "choose-page": at("add_pages", ready.pk),
        "choose": at("choose", chapters[1].pk),
        "calendar": at("calendar"),
        "month": f"{at('calendar')}?view=month",
        "week": f"{at('calendar')}?view=week",
        "list": f"{at('calendar')}?view=list&kind=embargoed&kind=release&kind=rights",
        "link": at("calendar_link"),
    }


class TestInBrowser:
    def test_every_page_is_accessible_at_both_widths(self, desk: Desk) -> None:
        found: list[str] = []
        for width in (360, 1280):
            with desk.at(width) as page:
                for name, path in desk.paths.items():
                    visit(page, desk.origin + path)
                    if PICTURES:
                        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
                    found += [
                        f"{name} {width}: {violation['id']} {node['html']} {node['failureSummary']}"
                        for violation in violations(page, "#main")
                        for node in violation["nodes"]
                    ]
                    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                        found.append(f"{name} {width}: wider than the screen")
        assert found == []

    def test_the_calendar_is_a_list_on_a_phone_and_a_table_on_a_desk(self, desk: Desk) -> None:
        for width, is_wide in ((360, False), (1280, True)):
            with desk.at(width, java_script_enabled=False) as page:
                page.goto(desk.origin + desk.paths["calendar"])
                assert page.locator(".cal-month").is_visible() is is_wide
                assert page.locator(".cal-list").is_visible() is not is_wide

    def test_a_publisher_publishes_with_the_keyboard_alone(self, desk: Desk) -> None:
        with desk.at(1280) as page:
            visit(page, desk.origin + desk.paths["decide"])
            page.locator("input[name=when][value=now]").focus()
            page.keyboard.press("Space")
            page.locator("main form button[type=submit]").focus()
            page.keyboard.press("Enter")
            page.wait_for_selector(".rel-state--published")
        assert Release.objects.get(name="Portes ouvertes").state == State.PUBLISHED
