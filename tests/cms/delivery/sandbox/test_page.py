"""The page of the sandbox: every address that it shows answers as it says."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation
from django.utils.html import conditional_escape
from wagtail.models import Site

from cms.delivery.sandbox.addresses import cases_of, with_code
from cms.feed.models import FeedDocument
from cms.feed.registry import FeedType
from cms.feed.sandbox.building import listed_types
from cms.feed.sandbox.play import SCENES
from cms.feed.transaction import editorial_transaction
from cms.partners import sandbox as partner

PAGE = "/sandbox/"
STATUSES = {"live": 200, "moved": 200, "gone": 410, "withdrawn": 410}


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def text_of(client: Client, address: str = PAGE, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


class TestPage:
    def test_it_works(self, client: Client) -> None:
        page = text_of(client, "/sandbox/?locale=en")
        assert '<html lang="en">' in page
        for key in (partner.SECRET_KEY, partner.PUBLISHABLE_KEY, partner.REVOKED_SECRET_KEY, partner.LIMITED_KEY):
            assert key in page
        with translation.override("en"):
            for shown in cases_of(listed_types()[0], "http://testserver/sandbox", "en"):
                assert conditional_escape(shown.case.title) in page
                assert shown.advice in page

    def test_its_language_is_the_one_asked_for_else_the_browsers(self, client: Client) -> None:
        assert '<html lang="fr">' in text_of(client)
        assert '<html lang="en">' in text_of(client, **{"accept-language": "de, en-GB;q=0.8"})
        assert '<html lang="fr">' in text_of(client, "/sandbox/?locale=fr", **{"accept-language": "en"})
        assert "Accept-Language" in client.get(PAGE)["Vary"]

    def test_its_addresses_answer_on_every_site(self, client: Client, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["testserver", "livre.example"]
        home = Site.objects.get(is_default_site=True).root_page
        with editorial_transaction():
            Site.objects.create(hostname="livre.example", root_page=home)
        site = "/sandbox/site/ambassadors"
        for case, status in (("ordinary", 200), ("moved-before", 200), ("deleted", 410)):
            answer = client.get(f"/sandbox/api/v1/resolve?path={site}/{case}/", HTTP_HOST="livre.example")
            assert (case, answer.status_code) == (case, status)
        for case, status in (("ordinary", 200), ("moved-before", 308), ("deleted", 410)):
            assert client.get(f"{site}/{case}/", HTTP_HOST="livre.example").status_code == status
        url = f"http://livre.example{site}/ordinary/"
        assert client.get("/sandbox/oembed", {"url": url}, HTTP_HOST="livre.example").status_code == 200

    def test_it_loads_nothing_from_elsewhere_and_sets_no_cookie(self, client: Client) -> None:
        response = client.get(PAGE)
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert not response.cookies
        page = response.content.decode()
        assert not re.findall(r'(?:src|<link[^>]+href)="https?:', page)
        assert "<script>alert" not in page

    def test_the_address_without_its_slash_leads_to_it(self, client: Client) -> None:
        response = client.get("/sandbox")
        assert (response.status_code, path_of(response["Location"])) == (308, PAGE)

    @pytest.mark.parametrize("query", ["type=chapters", "locale=de", "x=1"])
    def test_what_it_does_not_know_is_said(self, client: Client, query: str) -> None:
        assert client.get(f"{PAGE}?{query}").status_code == 400

    def test_an_empty_sandbox_is_said_to_be_empty(self, client: Client) -> None:
        FeedDocument.objects.filter(audience="sandbox").delete()
        Site.objects.update(is_default_site=False)
        assert "load_sandbox" in text_of(client, "/sandbox/?locale=en")
        assert client.post("/sandbox/play").status_code == 404

    def test_backticks_become_code_and_markup_stays_text(self) -> None:
        assert with_code("`a` <b> `c`") == "<code>a</code> &lt;b&gt; <code>c</code>"


class TestEveryAddress:
    @pytest.mark.parametrize("locale", ["fr", "en"])
    @pytest.mark.parametrize("feed_type", listed_types(), ids=lambda feed_type: feed_type.name)
    def test_each_answers_as_the_page_says(self, client: Client, feed_type: FeedType, locale: str) -> None:
        page = text_of(client, f"/sandbox/?type={feed_type.plural}&locale={locale}")
        for shown in cases_of(feed_type, "http://testserver/sandbox", locale):
            assert shown.links
            for link in shown.links:
                assert html.escape(link.url, quote=True) in page, link.url
                if str(link.label) in ("GraphQL", "oEmbed"):
                    # Faces that tell what is gone in words of their own.
                    continue
                status = client.get(path_of(link.url)).status_code
                assert status == STATUSES[shown.case.outcome], (shown.case.key, link.url, status)
            for former in shown.former:
                moved = client.get(path_of(former.url))
                assert moved.status_code == 308
                assert client.get(path_of(moved["Location"])).json()["slug"] == shown.case.key


class TestInventedSite:
    def test_a_page_is_marked_as_invented_and_escapes_what_it_shows(self, client: Client) -> None:
        page = text_of(client, "/sandbox/site/en/ambassadors/odd-characters/")
        assert "invented" in page
        assert "<script>" not in page
        assert "&lt;script&gt;" in page

    def test_what_moved_leads_to_where_it_is_and_what_is_gone_is_gone(self, client: Client) -> None:
        moved = client.get("/sandbox/site/ambassadors/moved-before/")
        assert moved.status_code == 308
        assert moved["Location"].endswith("/sandbox/site/ambassadors/moved/")
        assert client.get("/sandbox/site/ambassadors/deleted/").status_code == 410
        assert client.get("/sandbox/site/ambassadors/nobody/").status_code == 404

    def test_the_pictures_are_files_and_the_withdrawn_one_is_none(self, client: Client) -> None:
        document = client.get("/sandbox/api/v1/ambassadors/ordinary").json()
        origin = document["url"].partition("/sandbox/")[0]
        policy = client.get("/sandbox/site/ambassadors/ordinary/")["Content-Security-Policy"]
        assert f"img-src 'self' {origin} data:" in policy
        assert document["image"]["url"].startswith(f"{origin}/")
        urls = [document["image"]["url"], *(source["url"] for source in document["image"]["srcset"])]
        for url in urls:
            assert finders.find(urlsplit(url).path.removeprefix("/static/")), url
        assert finders.find("sandbox/withdrawn-1200.jpg") is None


class TestPlay:
    def play(self, client: Client, address: str = "/sandbox/play", **headers: str) -> Any:
        return client.post(address, headers=headers)

    def test_a_press_plays_one_scene_without_token_or_session(self) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.get("/sandbox/play").json()["scene"] == 0
        answer = self.play(client)
        assert (answer.status_code, answer.json()["scene"]) == (200, 1)
        with translation.override("en"):
            assert answer.json()["title"] == str(SCENES[1].title)
        assert not answer.cookies
        assert client.get("/sandbox/api/v1/ambassadors/play").status_code == 200

    def test_two_presses_within_seconds_are_refused(self, client: Client) -> None:
        self.play(client)
        refused = self.play(client)
        assert refused.status_code == 429
        assert 1 <= int(refused["Retry-After"]) <= 5
        assert client.get("/sandbox/play").json()["scene"] == 1

    def test_a_browser_is_led_back_to_the_page(self, client: Client) -> None:
        answer = self.play(client, "/sandbox/play?locale=en", accept="text/html,*/*;q=0.8")
        assert answer.status_code == 303
        assert answer["Location"] == "http://testserver/sandbox/?locale=en#play"
        assert 'aria-current="step"' in text_of(client)

    def test_going_back_deletes_what_was_published(self, client: Client) -> None:
        self.play(client)
        FeedDocument.objects.filter(audience="sandbox", slug="play").update(modified_at="2020-01-01T00:00Z")
        assert self.play(client, "/sandbox/rewind").json()["scene"] == 0
        assert client.get("/sandbox/api/v1/ambassadors/play").status_code == 410

    def test_a_look_changes_nothing(self, client: Client) -> None:
        for address in ("/sandbox/play", "/sandbox/rewind"):
            assert client.get(address).json()["scene"] == 0
        assert client.put("/sandbox/play").status_code == 405
