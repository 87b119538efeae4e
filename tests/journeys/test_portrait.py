"""From the publisher's desk to a partner's feed, in a real browser: publish, read; then take back one thing at a time.

The way there, with all who decide on it, is in test_whole_way.py.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings

from cms.feed.sweep import sweep
from cms.feed.verify import verify_feed
from tests import factories
from tests.browser import chromium
from tests.journeys.staff import DESK, PHONE, PHOTO, Staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def site(live_server, monkeypatch):
    """Serve a site whose one writer is the demonstration's."""
    from django.contrib.auth import get_user_model
    from wagtail.models import Site

    from cms.demo.people import load_people
    from cms.feed.transaction import editorial_transaction

    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    sweep()
    with editorial_transaction():
        site = Site.objects.get()
        site.hostname, site.port = "localhost", int(live_server.url.rsplit(":", 1)[1])
        site.save()
        load_people()
    assert get_user_model().objects.filter(username="publication").exists()
    factories.ambassador_index()
    factories.cohort()
    return live_server.url.replace("127.0.0.1", "localhost")


def api(site, path):
    try:
        with urllib.request.urlopen(site + path) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def portraits(site):
    return api(site, "/api/v1/ambassadors")[1]["items"]


def publish(publisher):
    message = publisher.act("action-publish")
    assert "publié" in message, message


def test_a_portrait_travels_from_the_desk_to_the_feed_and_back(site, tmp_path):
    index = factories.ambassador_index()
    with chromium() as browser:
        publisher = Staff(browser.new_context(viewport=DESK, locale="fr-FR").new_page(), site, "publication")
        page = publisher.page
        picture = tmp_path / "DSC_0042.jpg"
        picture.write_bytes(factories.picture_bytes(width=1300, height=900))
        publisher.upload_photo(
            picture,
            credit="Photo Anna Petit / CMA",
            persons="nobody",
            channels=("may_site", "may_partners", "may_open"),
        )
        assert portraits(site) == []
        publisher.write_portrait(index.pk)
        publish(publisher)

        [item] = portraits(site)
        assert item["title"] == "Fonderie du Pont Neuf"
        assert item["commune"] == {"code": "94028", "name": "Créteil"}
        assert item["image"]["credit"] == "Photo Anna Petit / CMA"
        for source in (item["image"]["url"], *(source["url"] for source in item["image"]["srcset"])):
            with urllib.request.urlopen(source) as picture:
                assert picture.headers["Content-Type"].startswith("image/")
                assert b"DSC_0042" not in picture.read()

        visitor = browser.new_context(viewport=PHONE, locale="fr-FR").new_page()
        assert visitor.goto(item["url"]).status == 200
        assert visitor.locator("h1").inner_text() == "Fonderie du Pont Neuf"
        assert visitor.evaluate("document.querySelector('picture img').naturalWidth") > 0
        assert visitor.evaluate("document.documentElement.scrollWidth") <= 360

        from cms.feed.transaction import editorial_transaction
        from cms.media.models import Image

        photo = Image.objects.get(title=PHOTO)
        page.goto(f"{site}/admin/images/{photo.pk}/")
        page.uncheck("#id_may_site")
        page.uncheck("#id_may_partners")
        page.uncheck("#id_may_open")
        publisher.save_photo()
        photo.refresh_from_db()
        assert (photo.may_site, photo.may_partners, photo.may_open) == (False, False, False)
        assert portraits(site)[0]["image"] is None
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(item["image"]["url"])
        visitor.goto(item["url"])
        assert visitor.locator("picture img").count() == 0

        from ambassadors.models import AmbassadorPage

        portrait = AmbassadorPage.objects.get()
        with editorial_transaction():
            restriction = portrait.view_restrictions.create(restriction_type="login")
        assert portraits(site) == []
        assert visitor.goto(item["url"]).status == 404
        assert api(site, f"/api/v1/documents/{item['id']}")[0] == 410
        with editorial_transaction():
            restriction.delete()
        assert len(portraits(site)) == 1

        page.goto(f"{site}/admin/pages/{index.pk}/edit/")
        page.get_by_role("tab", name="Référencement").click()
        page.fill("#id_slug", "celles-et-ceux-qui-font")
        publish(publisher)
        [moved] = portraits(site)
        assert moved["url"] == item["url"].replace("/ambassadeurs/", "/celles-et-ceux-qui-font/")
        assert visitor.goto(moved["url"]).status == 200
        status, answer = api(site, "/api/v1/resolve?path=" + item["url"].removeprefix(site))
        assert (status, answer["location"]) == (200, moved["url"])

        with editorial_transaction():
            from datetime import timedelta

            from django.utils import timezone

            fresh = AmbassadorPage.objects.get()
            # Long enough to be read before, on a machine that is busy elsewhere.
            fresh.expire_at = timezone.now() + timedelta(seconds=20)
            fresh.save_revision().publish()
        assert len(portraits(site)) == 1
        time.sleep(max(0.0, (fresh.expire_at - timezone.now()).total_seconds()) + 0.2)
        assert portraits(site) == []
        assert visitor.goto(moved["url"]).status == 404
        sweep()
        assert verify_feed().differences == {}
        assert settings.FEED_REQUIRE_TRANSACTION
