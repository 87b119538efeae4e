"""From the editor's desk to a partner's feed, in a real browser: write, publish, read; then take it all back."""

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

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PASSWORD = "atelier-publication-94"


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


def sign_in(page, site):
    page.goto(f"{site}/admin/login/")
    page.fill("#id_username", "publication")
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{site}/admin/")


def upload_photo(page, site, tmp_path):
    picture = tmp_path / "DSC_0042.jpg"
    picture.write_bytes(factories.picture_bytes(width=1300, height=900))
    page.goto(f"{site}/admin/images/add/")
    page.get_by_label("Oui, je l’ai prise", exact=False).check()
    page.set_input_files("input[type=file]", str(picture))
    page.fill("#id_title", "Mouleuse au travail")
    page.fill("#id_default_alt", "Une mouleuse démoule une pièce en bronze.")
    page.fill("#id_author", "Anna Petit")
    page.fill("#id_credit", "Photo Anna Petit / CMA")
    page.select_option("#id_licence", "CC-BY-4.0")
    for channel in ("may_site", "may_partners", "may_open"):
        page.check(f"#id_{channel}")
    page.locator("[name=persons][value=nobody], #id_persons").first.evaluate(
        "field => { if (field.type === 'radio') field.checked = true; else field.value = 'nobody'; }"
    )
    page.click("form button[type=submit]:has-text('Transférer')")
    page.wait_for_url(lambda url: "/admin/images/add" not in url)


def publish(page):
    page.locator(".footer [data-w-dropdown-target='toggle'], footer [data-w-dropdown-target='toggle']").last.click()
    page.locator("[name=action-publish]").click()
    page.wait_for_load_state("networkidle")
    message = page.locator(".messages").inner_text()
    assert "publié" in message, message


def write_portrait(page, site, index):
    page.goto(f"{site}/admin/pages/add/ambassadors/ambassadorpage/{index.pk}/")
    page.fill("#id_title", "Fonderie du Pont Neuf")
    page.fill("#id_summary", "On y coule des cloches de bronze.")
    page.fill("#id_company_name", "Fonderie du Pont Neuf")
    page.fill("#id_made_here", "cloches de bronze")
    page.select_option("#id_naf_division", "24")
    page.select_option("#id_commune", "94028")
    page.fill("#id_leader_name", "Anna Martin")
    page.locator("#panel-child-content-image-section, [id*=image]").locator(
        "button:has-text('Choisir une image')"
    ).first.click()
    page.locator(".modal .image-choice, .modal a:has-text('Mouleuse au travail')").first.click()
    page.locator(".modal").wait_for(state="hidden")


def test_a_portrait_travels_from_the_desk_to_the_feed_and_back(site, tmp_path):
    index = factories.ambassador_index()
    with chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="fr-FR").new_page()
        sign_in(page, site)
        upload_photo(page, site, tmp_path)
        assert portraits(site) == []
        write_portrait(page, site, index)
        publish(page)

        [item] = portraits(site)
        assert item["title"] == "Fonderie du Pont Neuf"
        assert item["commune"] == {"code": "94028", "name": "Créteil"}
        assert item["image"]["credit"] == "Photo Anna Petit / CMA"
        for source in (item["image"]["url"], *(source["url"] for source in item["image"]["srcset"])):
            with urllib.request.urlopen(source) as picture:
                assert picture.headers["Content-Type"].startswith("image/")
                assert b"DSC_0042" not in picture.read()

        visitor = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR").new_page()
        assert visitor.goto(item["url"]).status == 200
        assert visitor.locator("h1").inner_text() == "Fonderie du Pont Neuf"
        assert visitor.evaluate("document.querySelector('picture img').naturalWidth") > 0
        assert visitor.evaluate("document.documentElement.scrollWidth") <= 360

        from cms.feed.transaction import editorial_transaction
        from cms.media.models import Image

        photo = Image.objects.get(title="Mouleuse au travail")
        page.goto(f"{site}/admin/images/{photo.pk}/")
        page.uncheck("#id_may_site")
        page.uncheck("#id_may_partners")
        page.uncheck("#id_may_open")
        page.click("form button[type=submit]:has-text('Enregistrer')")
        page.wait_for_load_state("networkidle")
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
        publish(page)
        [moved] = portraits(site)
        assert moved["url"] == item["url"].replace("/ambassadeurs/", "/celles-et-ceux-qui-font/")
        assert visitor.goto(moved["url"]).status == 200
        status, answer = api(site, "/api/v1/resolve?path=" + item["url"].removeprefix(site))
        assert (status, answer["location"]) == (200, moved["url"])

        with editorial_transaction():
            from datetime import timedelta

            from django.utils import timezone

            fresh = AmbassadorPage.objects.get()
            fresh.expire_at = timezone.now() + timedelta(seconds=2)
            fresh.save_revision().publish()
        assert len(portraits(site)) == 1
        time.sleep(2.2)
        assert portraits(site) == []
        assert visitor.goto(moved["url"]).status == 404
        sweep()
        assert verify_feed().differences == {}
        assert settings.FEED_REQUIRE_TRANSACTION
